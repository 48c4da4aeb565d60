//! JSON both ways, in Python's own objects.

use std::cell::RefCell;

use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple},
};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap as _, SerializeSeq as _},
};
use serde_json::Value;

/// As deep as the reader on the other side goes.
const DEPTH: u32 = 120;

pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => number.into_pyobject(py)?.into_any(),
            (_, Some(number)) => number.into_pyobject(py)?.into_any(),
            _ => number.as_f64().into_pyobject(py)?.into_any(),
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| to_python(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                dict.set_item(name, to_python(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

/// A Python object to be written as JSON, and why it could not be.
pub(crate) struct Json<'a, 'py> {
    object: &'a Bound<'py, PyAny>,
    depth: u32,
    fault: &'a RefCell<Option<PyErr>>,
}

impl<'a, 'py> Json<'a, 'py> {
    pub(crate) fn new(object: &'a Bound<'py, PyAny>, fault: &'a RefCell<Option<PyErr>>) -> Self {
        Self { object, depth: 0, fault }
    }

    fn inner<'b>(&self, object: &'b Bound<'py, PyAny>) -> Json<'b, 'py>
    where
        'a: 'b,
    {
        Json { object, depth: self.depth + 1, fault: self.fault }
    }

    fn refuse<E: serde::ser::Error>(&self, fault: PyErr) -> E {
        self.fault.replace(Some(fault));
        E::custom("refused")
    }
}

impl Serialize for Json<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let object = self.object;
        let number = || PyValueError::new_err("`json` holds a number that JSON cannot carry");
        if self.depth > DEPTH {
            return Err(self.refuse(PyValueError::new_err("`json` is nested too deeply, or holds itself")));
        }
        if object.is_none() {
            to.serialize_none()
        } else if let Ok(value) = object.cast::<PyBool>() {
            to.serialize_bool(value.is_true())
        } else if let Ok(text) = object.cast::<PyString>() {
            let surrogate =
                |_| self.refuse(PyValueError::new_err("`json` holds a lone surrogate, which is no text"));
            to.serialize_str(text.to_str().map_err(surrogate)?)
        } else if object.is_instance_of::<PyInt>() {
            match (object.extract::<i64>(), object.extract::<u64>()) {
                (Ok(value), _) => to.serialize_i64(value),
                (_, Ok(value)) => to.serialize_u64(value),
                _ => Err(self.refuse(number())),
            }
        } else if let Ok(value) = object.cast::<PyFloat>() {
            match value.extract::<f64>() {
                Ok(value) if value.is_finite() => to.serialize_f64(value),
                _ => Err(self.refuse(number())),
            }
        } else if object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>() {
            let mut items = to.serialize_seq(None)?;
            for item in object.try_iter().map_err(|fault| self.refuse::<S::Error>(fault))? {
                items
                    .serialize_element(&self.inner(&item.map_err(|fault| self.refuse::<S::Error>(fault))?))?;
            }
            items.end()
        } else if let Ok(members) = object.cast::<PyMapping>() {
            let mut written = to.serialize_map(None)?;
            let members = members.items().map_err(|fault| self.refuse::<S::Error>(fault))?;
            for member in members {
                let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) =
                    member.extract().map_err(|fault| self.refuse::<S::Error>(fault))?;
                if !name.is_instance_of::<PyString>() {
                    return Err(self.refuse(PyTypeError::new_err("`json` holds a name that is no str")));
                }
                written.serialize_entry(&self.inner(&name), &self.inner(&value))?;
            }
            written.end()
        } else {
            let class = object.get_type().name().map_err(S::Error::custom)?;
            let hint = if class == "Secret" { "; take its text with expose()" } else { "" };
            Err(self.refuse(PyTypeError::new_err(format!(
                "`json` holds a {class}, which JSON has no form for{hint}"
            ))))
        }
    }
}
