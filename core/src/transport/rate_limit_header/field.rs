//! Structured fields (RFC 9651), as far as the drafts use them.

/// The most members a field may have. RFC 9651 wants 1024 of a list.
pub(super) const MOST_MEMBERS: usize = 1024;

/// A field, or a part of it, that breaks its rules.
pub(super) struct Malformed;

/// A bare item of structured fields (RFC 9651, section 3.3). Strings are equal exactly when they are as written.
#[derive(Clone, Copy)]
pub(super) enum Bare<'a> {
    Integer(i64),
    String(&'a [u8]),
    Token(&'a [u8]),
    /// Of no kind that means anything here.
    Other,
}

impl Bare<'_> {
    pub(super) fn amount(self) -> Result<u64, Malformed> {
        match self {
            Self::Integer(number) => u64::try_from(number).map_err(|_| Malformed),
            _ => Err(Malformed),
        }
    }
}

/// What keys stand for. The last of two equal ones counts (RFC 9651, section 3.1.2).
pub(super) struct Members<'a>(Vec<(&'a [u8], Bare<'a>)>);

impl<'a> Members<'a> {
    pub(super) fn get(&self, key: &str) -> Option<Bare<'a>> {
        self.0.iter().rev().find(|(name, _)| *name == key.as_bytes()).map(|(_, value)| *value)
    }

    pub(super) fn amount(&self, key: &str) -> Result<Option<u64>, Malformed> {
        self.get(key).map(Bare::amount).transpose()
    }
}

pub(super) struct Item<'a> {
    pub(super) value: Bare<'a>,
    parameters: Members<'a>,
}

impl<'a> Item<'a> {
    pub(super) fn get(&self, key: &str) -> Option<Bare<'a>> {
        self.parameters.get(key)
    }

    pub(super) fn amount(&self, key: &str) -> Result<Option<u64>, Malformed> {
        self.parameters.amount(key)
    }
}

/// Reads structured fields (RFC 9651, section 4.2), except inner lists: no draft has one.
pub(super) struct Parser<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Parser<'a> {
    pub(super) fn list(mut self) -> Result<Vec<Item<'a>>, Malformed> {
        self.members(Self::item)
    }

    pub(super) fn dictionary(mut self) -> Result<Members<'a>, Malformed> {
        self.members(|parser| {
            let member = parser.key_and_value()?;
            // No draft gives a member of a dictionary parameters, and whatever there are must be ignored.
            parser.parameters()?;
            Ok(member)
        })
        .map(Members)
    }

    fn members<T>(&mut self, read: impl Fn(&mut Self) -> Result<T, Malformed>) -> Result<Vec<T>, Malformed> {
        let mut members = Vec::new();
        loop {
            members.push(read(self)?);
            self.take(|byte| matches!(byte, b' ' | b'\t'));
            if self.rest.is_empty() {
                return Ok(members);
            }
            self.expect(b',')?;
            self.take(|byte| matches!(byte, b' ' | b'\t'));
            if members.len() == MOST_MEMBERS {
                return Err(Malformed);
            }
        }
    }

    fn item(&mut self) -> Result<Item<'a>, Malformed> {
        Ok(Item { value: self.bare()?, parameters: self.parameters()? })
    }

    fn parameters(&mut self) -> Result<Members<'a>, Malformed> {
        let mut parameters = Vec::new();
        while self.skip(b';') {
            self.take(|byte| byte == b' ');
            parameters.push(self.key_and_value()?);
        }
        Ok(Members(parameters))
    }

    /// A key alone stands for a boolean.
    fn key_and_value(&mut self) -> Result<(&'a [u8], Bare<'a>), Malformed> {
        let key = self.take(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'*' | b'_' | b'-' | b'.'));
        if !key.first().is_some_and(|first| matches!(first, b'a'..=b'z' | b'*')) {
            return Err(Malformed);
        }
        let value = if self.skip(b'=') { self.bare()? } else { Bare::Other };
        Ok((key, value))
    }

    fn bare(&mut self) -> Result<Bare<'a>, Malformed> {
        match self.rest.first().ok_or(Malformed)? {
            b'-' | b'0'..=b'9' => self.number(),
            b'"' => self.string().map(Bare::String),
            b'*' | b'A'..=b'Z' | b'a'..=b'z' => Ok(Bare::Token(self.take(is_of_token))),
            _ => self.other().map(|()| Bare::Other),
        }
    }

    fn number(&mut self) -> Result<Bare<'a>, Malformed> {
        let sign = if self.skip(b'-') { -1 } else { 1 };
        let whole = self.take(|byte| byte.is_ascii_digit());
        if self.skip(b'.') {
            let fraction = self.take(|byte| byte.is_ascii_digit());
            let is_decimal = (1..=12).contains(&whole.len()) && (1..=3).contains(&fraction.len());
            return if is_decimal { Ok(Bare::Other) } else { Err(Malformed) };
        }
        if !(1..=15).contains(&whole.len()) {
            return Err(Malformed);
        }
        let amount = whole.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        Ok(Bare::Integer(sign * amount))
    }

    fn string(&mut self) -> Result<&'a [u8], Malformed> {
        self.expect(b'"')?;
        let text = self.rest;
        loop {
            self.take(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\');
            if self.skip(b'\\') {
                if !self.skip(b'"') && !self.skip(b'\\') {
                    return Err(Malformed);
                }
                continue;
            }
            let text = &text[..text.len() - self.rest.len()];
            return self.expect(b'"').map(|()| text);
        }
    }

    /// Byte sequences, booleans, dates and display strings.
    fn other(&mut self) -> Result<(), Malformed> {
        if self.skip(b':') {
            self.take(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
            self.expect(b':')
        } else if self.skip(b'?') {
            if self.skip(b'0') { Ok(()) } else { self.expect(b'1') }
        } else if self.skip(b'@') {
            if matches!(self.number()?, Bare::Integer(_)) { Ok(()) } else { Err(Malformed) }
        } else {
            self.expect(b'%')?;
            self.string().map(drop)
        }
    }

    fn take(&mut self, belongs: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !belongs(*byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn skip(&mut self, wanted: u8) -> bool {
        let rest = self.rest.strip_prefix(&[wanted]);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, wanted: u8) -> Result<(), Malformed> {
        if self.skip(wanted) { Ok(()) } else { Err(Malformed) }
    }
}

fn is_of_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:/".contains(&byte)
}
