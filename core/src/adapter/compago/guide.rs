use crate::{adapter::Capability, operation::Operation};

const CREATE: &str =
    "Sales Partner Dashboard > Configuraciones > Desarrollador > Crear API Key > (name) > Crear";
const LIST: &str = "Sales Partner Dashboard > Configuraciones > Desarrollador";
const REVOKE: &str = "Sales Partner Dashboard > Configuraciones > Desarrollador > (key) > Eliminar";
const ROTATE: &str = "Sales Partner Dashboard > Configuraciones > Desarrollador > Crear API Key > (name) > Crear, \
                      switch to the new key, then (old key) > Eliminar";

pub(super) fn capability(operation: Operation) -> Capability {
    match operation {
        Operation::Create => Capability::dashboard(CREATE),
        Operation::List => Capability::dashboard(LIST),
        Operation::Regenerate => Capability::dashboard(ROTATE),
        Operation::Revoke => Capability::dashboard(REVOKE),
        Operation::Verify | Operation::Request => Capability::API,
        _ => Capability::NONE,
    }
}
