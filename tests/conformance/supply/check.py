"""What is shipped: packages and their licenses, the content of the image, the files for Kubernetes, systemd and Compose."""

import image
import kubernetes
import packages
import services
from tally import sections

sections(
    packages.only_known_licences_and_sources,
    packages.the_bill_of_materials_is_complete,
    packages.what_others_made_is_acknowledged,
    image.the_dockerfile_is_clean,
    image.the_build_sees_its_sources,
    image.the_root_file_system_is_minimal,
    image.licences_travel_with_the_binary,
    image.it_runs_confined,
    kubernetes.the_pod_is_confined,
    kubernetes.what_operators_ask_for_has_a_port_of_its_own,
    kubernetes.its_posts_and_settings_are_good,
    services.the_unit_is_valid_and_confined,
    services.the_compose_file_is_valid_and_confined,
)
