//! Settings: file, environment and flags → checked options for each floor.
