"""Attacks that once worked: what is hidden stays hidden, and what is bounded stays bounded."""

import connections
import hidden
import names
import pages
import secrets_in_content
import signals
import sizes
from tally import sections

# The sizes first: a child's peak memory includes what this process has when it starts it.
sections(*sizes.SECTIONS, *hidden.SECTIONS, *names.SECTIONS, *pages.SECTIONS, *secrets_in_content.SECTIONS,
         *signals.SECTIONS, *connections.SECTIONS)
