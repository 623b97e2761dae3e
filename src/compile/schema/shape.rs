//! Which values a schema allows, as far as it decides how they are compared.

use serde_json::Value;

use super::scalar::ScalarKind;

/// The types of JSON as bits; `number` is both a whole number and a fraction.
const TYPES: [(&str, u8); 7] = [
    ("null", NULL),
    ("boolean", BOOLEAN),
    ("integer", WHOLE),
    ("number", WHOLE | FRACTION),
    ("string", STRING),
    ("array", ARRAY),
    ("object", OBJECT),
];
const NULL: u8 = 1;
const BOOLEAN: u8 = 2;
const WHOLE: u8 = 4;
const FRACTION: u8 = 8;
const STRING: u8 = 16;
const ARRAY: u8 = 32;
const OBJECT: u8 = 64;
const ALL: u8 = 127;

/// Why posts cannot be selected by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotScalar {
    /// Its values are lists.
    List,
    /// Its values are maps.
    Map,
    /// Its values may be lists or maps, besides others.
    Any,
    /// It has no value but null.
    Null,
}

/// What a schema allows. Some values that it refuses may be included.
#[derive(Debug, Clone)]
pub struct Shape<'s> {
    types: u8,
    pub format: Option<&'s str>,
    /// The values, if they are enumerated.
    pub options: Option<Vec<&'s Value>>,
    pub minimum: Option<&'s serde_json::Number>,
    pub maximum: Option<&'s serde_json::Number>,
}

impl<'s> Shape<'s> {
    const ANY: Self =
        Self { types: ALL, format: None, options: None, minimum: None, maximum: None };
    const NONE: Self = Self { types: 0, ..Self::ANY };

    /// Reads a schema without references, whose depth is bounded.
    pub fn of(schema: &'s Value) -> Self {
        let keywords = match schema {
            Value::Object(keywords) => keywords,
            Value::Bool(false) => return Self::NONE,
            _ => return Self::ANY,
        };
        let options = match (keywords.get("enum"), keywords.get("const")) {
            (_, Some(only)) => Some(vec![only]),
            (Some(Value::Array(options)), None) => Some(options.iter().collect()),
            _ => None,
        };
        let number = |keyword| match keywords.get(keyword) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        };
        let mut shape = Self {
            types: keywords.get("type").map_or(ALL, named_types),
            format: keywords.get("format").and_then(Value::as_str),
            options: None,
            minimum: number("minimum"),
            maximum: number("maximum"),
        };
        if let Some(options) = options {
            let types = options.iter().map(|option| type_of(option)).fold(0, |all, one| all | one);
            shape = shape.and(Self { types, options: Some(options), ..Self::ANY });
        }
        let parts = |keyword| keywords.get(keyword).and_then(Value::as_array);
        for part in parts("allOf").into_iter().flatten() {
            shape = shape.and(Self::of(part));
        }
        for parts in [parts("anyOf"), parts("oneOf")].into_iter().flatten() {
            let either = parts.iter().map(Self::of).reduce(Self::or);
            shape = shape.and(either.unwrap_or(Self::ANY));
        }
        shape
    }

    /// Returns how values other than null are compared.
    pub fn kind(&self) -> Result<ScalarKind, NotScalar> {
        Ok(match self.types & !NULL {
            0 => return Err(NotScalar::Null),
            ARRAY => return Err(NotScalar::List),
            OBJECT => return Err(NotScalar::Map),
            types if types & (ARRAY | OBJECT) != 0 => return Err(NotScalar::Any),
            BOOLEAN => ScalarKind::Boolean,
            WHOLE => ScalarKind::Integer,
            types if types & !(WHOLE | FRACTION) == 0 => ScalarKind::Number,
            STRING if self.format == Some("date") => ScalarKind::Date,
            STRING if self.format == Some("date-time") => ScalarKind::DateTime,
            _ => ScalarKind::Text,
        })
    }

    /// Returns what both allow.
    fn and(self, other: Self) -> Self {
        let options = match (self.options, other.options) {
            (Some(own), Some(others)) => {
                Some(own.into_iter().filter(|option| others.contains(option)).collect())
            }
            (own, others) => own.or(others),
        };
        Self {
            types: self.types & other.types,
            format: self.format.or(other.format),
            options,
            minimum: self.minimum.or(other.minimum),
            maximum: self.maximum.or(other.maximum),
        }
    }

    /// Returns what either allows.
    fn or(self, other: Self) -> Self {
        // Whether null is allowed says nothing about other values.
        match [&self, &other].map(|shape| shape.types & !NULL == 0) {
            [true, _] => return Self { types: self.types | other.types, ..other },
            [_, true] => return Self { types: self.types | other.types, ..self },
            _ => {}
        }
        let options = self.options.zip(other.options);
        Self {
            types: self.types | other.types,
            format: self.format.filter(|_| self.format == other.format),
            options: options.map(|(own, others)| [own, others].concat()),
            minimum: None,
            maximum: None,
        }
    }
}

fn named_types(value: &Value) -> u8 {
    let bits = |name: &Value| {
        let found = TYPES.iter().find(|(known, _)| name.as_str() == Some(known));
        found.map_or(0, |(_, bits)| *bits)
    };
    match value {
        Value::Array(names) => names.iter().map(bits).fold(0, |all, one| all | one),
        name => bits(name),
    }
}

fn type_of(value: &Value) -> u8 {
    match value {
        Value::Null => NULL,
        Value::Bool(_) => BOOLEAN,
        Value::Number(number) if number.as_f64().is_none_or(|number| number.fract() == 0.0) => {
            WHOLE
        }
        Value::Number(_) => FRACTION,
        Value::String(_) => STRING,
        Value::Array(_) => ARRAY,
        Value::Object(_) => OBJECT,
    }
}
