//! Reads the metadata of assets: content hash, length and, for images, the size.

use std::io::{self, BufReader, Cursor, SeekFrom};

use imagesize::{ImageType, reader_size, reader_type};

use super::asset::AssetRead;
use super::svg;
use crate::catalog::AssetFacts;
use crate::text::RevisionHasher;

/// The number of bytes examined for headers at the start of a file: the Exif segment of a JPEG has at most
/// 64 KiB, and any realistic start tag of an SVG, with what precedes it, is shorter.
const START: u64 = 128 * 1024;

/// Reads the metadata of an asset, from the first byte to the last and in chunks, so that a large file takes
/// little memory.
///
/// # Errors
/// Returns an error if the file cannot be read. A broken image has no size.
pub fn read_facts(file: &mut dyn AssetRead) -> io::Result<AssetFacts> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = RevisionHasher::default();
    let mut part = vec![0; START as usize].into_boxed_slice();
    let mut start = Vec::new();
    let mut bytes = 0;
    loop {
        let read = match file.read(&mut part) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&part[..read]);
        let room = (START as usize - start.len()).min(read);
        start.extend_from_slice(&part[..room]);
        bytes += read as u64;
    }
    let size = image_size(file, &start)?;
    let (width, height) = size.unzip();
    Ok(AssetFacts { revision: hasher.finish(), bytes, width, height })
}

/// Returns the size at which browsers show an image, in CSS pixels. The type is detected from the content,
/// because names can be wrong.
fn image_size(file: &mut dyn AssetRead, start: &[u8]) -> io::Result<Option<(u32, u32)>> {
    let Ok(kind) = reader_type(Cursor::new(start)) else { return Ok(svg::size(start)) };
    file.seek(SeekFrom::Start(0))?;
    let size = reader_size(BufReader::new(file))
        .ok()
        .and_then(|size| Some((size.width.try_into().ok()?, size.height.try_into().ok()?)))
        .filter(|&(width, height)| width > 0 && height > 0);
    let is_rotated = kind == ImageType::Jpeg && is_rotated(start);
    Ok(size.map(|(width, height)| if is_rotated { (height, width) } else { (width, height) }))
}

/// Returns whether a JPEG must be rotated by 90° for display (Exif 2.3, section 4.6.4, `Orientation` from
/// 5 to 8), as browsers do (CSS Images 3, section 5.3).
fn is_rotated(start: &[u8]) -> bool {
    exif::Reader::new()
        .read_from_container(&mut Cursor::new(start))
        .ok()
        .and_then(|exif| {
            let field = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?;
            field.value.get_uint(0)
        })
        .is_some_and(|orientation| (5..=8).contains(&orientation))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::read_facts;
    use crate::catalog::AssetFacts;
    use crate::post::ContentPath;
    use crate::source::{ContentSource, MemorySource};
    use crate::text::Revision;

    fn facts(bytes: &[u8]) -> AssetFacts {
        let source = MemorySource::from_iter([("a", bytes)]);
        read_facts(&mut *source.open(&ContentPath::new("a")).unwrap()).unwrap()
    }

    fn size(bytes: &[u8]) -> Option<(u32, u32)> {
        let facts = facts(bytes);
        facts.width.zip(facts.height)
    }

    /// Concatenates the parts of a file.
    fn file(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let (width, height) = (width.to_be_bytes(), height.to_be_bytes());
        file(&[b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &width, &height, b"\x08\x06\0\0\0"])
    }

    /// Creates a JPEG of 300 by 200 pixels with an Exif orientation.
    fn jpeg(orientation: Option<u8>) -> Vec<u8> {
        let exif = orientation.map_or_else(Vec::new, |orientation| {
            let tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
            file(&[b"\xff\xe1\0\x22", tiff, &[orientation], b"\0\0\0\0\0\0"])
        });
        let frame = b"\xff\xc0\0\x11\x08\0\xc8\x01\x2c\x03\x01\x22\0\x02\x11\x01\x03\x11\x01";
        file(&[b"\xff\xd8", &exif, frame, b"\xff\xd9"])
    }

    #[test]
    fn hash_and_length_are_those_of_the_content() {
        for bytes in [&b""[..], b"text", &vec![7; 300_000]] {
            let facts = facts(bytes);
            assert_eq!(facts.revision, Revision::of(bytes));
            assert_eq!(facts.bytes, bytes.len() as u64);
            assert_eq!((facts.width, facts.height), (None, None));
        }
    }

    #[test]
    fn common_image_formats_have_a_size() {
        assert_eq!(size(&png(640, 480)), Some((640, 480)));
        assert_eq!(size(b"GIF89a\x40\x01\xf0\0\xf7\0\0"), Some((320, 240)));
        assert_eq!(size(b"\0\0\x01\0\x01\0\x20\0\0\0\x01\0\x20\0"), Some((32, 256)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0\0\0\0\0";
        assert_eq!(size(webp), Some((640, 480)));
        let bmp = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x80\x02\0\0\xe0\x01\0\0\x01\0\x18\0";
        assert_eq!(size(bmp), Some((640, 480)));
        let avif = file(&[
            b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\0\x38meta\0\0\0\0",
            b"\0\0\0\x2ciprp\0\0\0\x24ipco\0\0\0\x14ispe\0\0\0\0\0\0\x02\x80\0\0\x01\xe0",
        ]);
        assert_eq!(size(&avif), Some((640, 480)));
        assert_eq!(size(b"<svg width='20' height='10'/>"), Some((20, 10)));
    }

    #[test]
    fn a_rotated_jpeg_has_its_displayed_size() {
        assert_eq!(size(&jpeg(None)), Some((300, 200)));
        for orientation in 1..=8 {
            let shown = if orientation < 5 { (300, 200) } else { (200, 300) };
            assert_eq!(size(&jpeg(Some(orientation))), Some(shown), "{orientation}");
        }
    }

    #[test]
    fn an_empty_or_truncated_image_has_no_size() {
        assert_eq!(size(&png(0, 480)), None);
        assert_eq!(size(&png(640, 480)[..20]), None);
        assert_eq!(size(&jpeg(Some(6))[..40]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_after_any_signature_are_handled(
            kind in 0..8_usize,
            rest in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let starts: [&[u8]; 8] = [
                b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1\0\x40Exif\0\0MM\0\x2a", b"GIF89a",
                b"RIFF\0\0\0\0WEBPVP8", b"BM", b"\0\0\x01\0", b"\0\0\0\x14ftypavif", b"<svg ",
            ];
            let bytes = file(&[starts[kind], &rest]);
            prop_assert_eq!(facts(&bytes).bytes, bytes.len() as u64);
        }
    }
}
