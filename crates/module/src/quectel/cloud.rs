//! What two clouds want as user name and password of a device: signatures made from its identity.

use ring::hmac;

use super::hex;

/// A token that never ends, as far as its 32 bits go.
const NEVER: &str = "2147483647";

/// `device&product`, and a signature over the identity in the order of its names.
pub(super) fn ali(client_id: &[u8], product: &[u8], device: &[u8], secret: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let user = [device, b"&", product].concat();
    let identity = [b"clientId", client_id, b"deviceName", device, b"productKey", product].concat();
    (user, hex::encode(&sign(secret, &identity), false))
}

/// The client's id with a word on how it signs, as the cloud wants it.
pub(super) fn ali_client(client_id: &[u8]) -> Vec<u8> {
    [client_id, b"|securemode=3,signmethod=hmacsha256|"].concat()
}

/// The product's id, and a token for the device.
pub(super) fn onenet(device: &[u8], product: &[u8], key: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let resource = [b"products/", product, b"/devices/", device].concat();
    let signed = [NEVER.as_bytes(), b"\nsha256\n", &resource, b"\n2018-10-31"].concat();
    let key = base64_decode(key).unwrap_or_else(|| key.to_vec());
    let signature = base64(&sign(&key, &signed));
    let parts = [
        b"version=2018-10-31&res=".to_vec(),
        escape(&resource),
        format!("&et={NEVER}&method=sha256&sign=").into_bytes(),
        escape(&signature),
    ];
    (product.to_vec(), parts.concat())
}

fn sign(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec()
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = BASE64[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= chunk.len() { digit } else { b'=' });
        }
    }
    out
}

fn base64_decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    let mut out = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for byte in text {
        let digit = BASE64.iter().position(|b| b == byte).and_then(|n| u32::try_from(n).ok())?;
        bits = bits << 6 | digit;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xFF) as u8);
        }
    }
    Some(out)
}

/// Everything but letters, digits and `-_.~` as `%XX`.
fn escape(text: &[u8]) -> Vec<u8> {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_.~".contains(b);
    let escaped = |b: u8| if plain(&b) { vec![b] } else { format!("%{b:02X}").into_bytes() };
    text.iter().flat_map(|b| escaped(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::{ali, base64, base64_decode, onenet};

    #[test]
    fn base64_goes_both_ways() {
        for (text, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(text.as_bytes()), coded.as_bytes());
            assert_eq!(base64_decode(coded.as_bytes()).as_deref(), Some(text.as_bytes()));
        }
        assert_eq!(base64_decode(b"!"), None);
    }

    #[test]
    fn an_ali_device_signs_with_its_secret() {
        let (user, password) = ali(b"id", b"product", b"device", b"secret");
        assert_eq!(user, b"device&product");
        // echo -n clientIdiddeviceNamedeviceproductKeyproduct | openssl dgst -sha256 -hmac secret
        let expected = "8960eaa98341706767e9347b321c9ca6777d6dd785615168bd14b35be3cf116e";
        assert_eq!(String::from_utf8_lossy(&password), expected);
    }

    #[test]
    fn a_onenet_token_names_its_resource() {
        let (user, password) = onenet(b"device", b"product", b"c2VjcmV0");
        assert_eq!(user, b"product");
        let start =
            b"version=2018-10-31&res=products%2Fproduct%2Fdevices%2Fdevice&et=2147483647&method=sha256&sign=";
        assert!(password.starts_with(start));
    }
}
