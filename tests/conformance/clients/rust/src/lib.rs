//! The client that progenitor generates from the OpenAPI 3.0 form of the document.

progenitor::generate_api!(spec = "openapi.json", interface = Builder);
