//! TLS configuration from PEM texts. Promises TLS 1.2 and 1.3 with the ring provider, whatever provider the
//! process installed; knows no files and no renewal.

use std::sync::Arc;

use anyhow::{Context, bail};
use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// The server's side of TLS for one listener. `cert_pem` is the certificate followed by its chain, `key_pem`
/// the private key (PKCS#8, PKCS#1 or SEC1).
///
/// # Errors
/// When a text is not PEM, holds no certificate or no key, or the key is not the certificate's.
pub fn server_config(cert_pem: &[u8], key_pem: &[u8]) -> anyhow::Result<Arc<ServerConfig>> {
    let chain = CertificateDer::pem_slice_iter(cert_pem)
        .collect::<Result<Vec<_>, _>>()
        .context("the certificate file is not PEM")?;
    if chain.is_empty() {
        bail!("the certificate file holds no certificate");
    }
    let key = PrivateKeyDer::from_pem_slice(key_pem).context("the key file holds no private key in PEM")?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("no TLS version is available")?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("the certificate and the key cannot be used together")?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// A new key and a certificate for `names` (host names and IP addresses) signed by itself, as
/// `(cert_pem, key_pem)`. For trying out: clients trust it only when told to.
///
/// # Errors
/// When there is no name, or one is not a host name.
pub fn self_signed(names: &[String]) -> anyhow::Result<(String, String)> {
    let Some(first) = names.first() else { bail!("a certificate needs at least one name") };
    let mut params = CertificateParams::new(names).context("not a host name")?;
    params.distinguished_name.push(DnType::CommonName, first.as_str());
    let key = KeyPair::generate().context("cannot make a key")?;
    let certificate = params.self_signed(&key).context("cannot sign the certificate")?;
    Ok((certificate.pem(), key.serialize_pem()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cert: &str, key: &str, complaint: &str) {
        let error = server_config(cert.as_bytes(), key.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), complaint);
    }

    #[test]
    fn a_refused_configuration_says_which_file_is_wrong() {
        let (cert, key) = self_signed(&["localhost".to_owned()]).unwrap();
        let (_, other_key) = self_signed(&["localhost".to_owned()]).unwrap();
        server_config(cert.as_bytes(), key.as_bytes()).unwrap();
        check("", &key, "the certificate file holds no certificate");
        check(&key, &key, "the certificate file holds no certificate");
        check(cert.trim_end_matches(|c| c != 'A'), &key, "the certificate file is not PEM");
        check(&cert, "", "the key file holds no private key in PEM");
        check(&cert, &cert, "the key file holds no private key in PEM");
        check(&cert, &other_key, "the certificate and the key cannot be used together");
    }

    #[test]
    fn a_self_signed_certificate_needs_names() {
        assert!(self_signed(&[]).is_err());
        assert!(self_signed(&["grün.example".to_owned()]).is_err());
        assert!(self_signed(&["127.0.0.1".to_owned(), "::1".to_owned(), "pbx.example".to_owned()]).is_ok());
    }
}
