/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signed-fixture.h"

#include "der-fixture.h"
#include "ofd-fixture.h"
#include "ofd/pd-ofd-certificate.h"

#include <openssl/x509v3.h>
#include <string.h>

#define SM2_SM3 "1.2.156.10197.1.501"
#define SM3 "1.2.156.10197.1.401"
#define SIGNED_AT "20240528081500Z"

void
signer_free (Signer *signer)
{
  EVP_PKEY_free (signer->key);
  X509_free (signer->x509);
  g_free (signer);
}

static EVP_MD_CTX *
start_signing (EVP_PKEY *key, EVP_PKEY_CTX **key_context)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();

  *key_context = EVP_PKEY_CTX_new (key, NULL);
  EVP_PKEY_CTX_set1_id (*key_context, "1234567812345678", 16);
  EVP_MD_CTX_set_pkey_ctx (context, *key_context);
  g_assert_cmpint (EVP_DigestSignInit (context, NULL, EVP_sm3 (), NULL, key), ==, 1);
  return context;
}

/* A certificate in force from @from to @until, seconds from SIGNED_NOW; @issuer: %NULL: signs itself. */
Signer *
signer_new (const char *name, Signer *issuer, int from, int until)
{
  Signer *self = g_new0 (Signer, 1);
  X509_NAME *subject;
  EVP_PKEY_CTX *key_context = NULL;
  EVP_MD_CTX *context;
  ASN1_TIME *time = ASN1_TIME_new ();

  self->key = EVP_PKEY_Q_keygen (NULL, NULL, "SM2");
  g_assert_nonnull (self->key);
  self->x509 = X509_new ();
  X509_set_version (self->x509, 2);
  ASN1_INTEGER_set (X509_get_serialNumber (self->x509), 7);
  ASN1_TIME_set (time, SIGNED_NOW + from);
  X509_set1_notBefore (self->x509, time);
  ASN1_TIME_set (time, SIGNED_NOW + until);
  X509_set1_notAfter (self->x509, time);
  ASN1_TIME_free (time);
  subject = X509_get_subject_name (self->x509);
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guint8 *) name, -1, -1, 0);
  X509_set_issuer_name (self->x509, X509_get_subject_name (issuer != NULL ? issuer->x509 : self->x509));
  X509_set_pubkey (self->x509, self->key);
  if (issuer == NULL)
    {
      X509_EXTENSION *authority = X509V3_EXT_conf_nid (NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");

      X509_add_ext (self->x509, authority, -1);
      X509_EXTENSION_free (authority);
    }
  context = start_signing (issuer != NULL ? issuer->key : self->key, &key_context);
  g_assert_cmpint (X509_sign_ctx (self->x509, context), >, 0);
  EVP_MD_CTX_free (context);
  EVP_PKEY_CTX_free (key_context);
  return self;
}

GBytes *
signer_certificate (Signer *signer)
{
  guint8 *der = NULL;
  int length = i2d_X509 (signer->x509, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) length);

  OPENSSL_free (der);
  return bytes;
}

static GByteArray *
certificate_value (Signer *signer)
{
  g_autoptr (GBytes) bytes = signer_certificate (signer);

  return der_new (0x04, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static GByteArray *
sign (Signer *signer, const guint8 *message, gsize size)
{
  EVP_PKEY_CTX *key_context = NULL;
  EVP_MD_CTX *context = start_signing (signer->key, &key_context);
  GByteArray *signature = g_byte_array_new ();
  size_t length = 256;

  g_byte_array_set_size (signature, 256);
  g_assert_cmpint (EVP_DigestSign (context, signature->data, &length, message, size), ==, 1);
  g_byte_array_set_size (signature, (guint) length);
  EVP_MD_CTX_free (context);
  EVP_PKEY_CTX_free (key_context);
  return signature;
}

/* The numbers of the curve (GB/T 32918.5), each 32 bytes: a, b, and where the points begin. */
static const char curve[] = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
                            "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
                            "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
                            "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0";

/* The digest of @bytes as one that @signer signs. */
static GByteArray *
signers_digest_of (Signer *signer, GBytes *bytes)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  GByteArray *digest = g_byte_array_new ();
  guint8 point[65];
  gsize size = 0;

  g_byte_array_append (all,
                       (const guint8 *) "\0\200"
                                        "1234567812345678",
                       18);
  for (const char *at = curve; *at != '\0'; at += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1]));

      g_byte_array_append (all, &byte, 1);
    }
  g_assert_cmpint (EVP_PKEY_get_octet_string_param (signer->key, "pub", point, sizeof point, &size), ==, 1);
  g_byte_array_append (all, point + 1, 64);
  g_byte_array_set_size (digest, 32);
  g_assert_cmpuint (pd_ofd_digest (SM3, all->data, all->len, digest->data), ==, 32);
  g_byte_array_set_size (all, 0);
  g_byte_array_append (all, digest->data, digest->len);
  g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_assert_cmpuint (pd_ofd_digest (SM3, all->data, all->len, digest->data), ==, 32);
  return digest;
}

static GByteArray *
digest_of (GBytes *bytes)
{
  GByteArray *digest = g_byte_array_new ();

  g_byte_array_set_size (digest, 32);
  g_assert_cmpuint (pd_ofd_digest (SM3, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                   digest->data),
                    ==, 32);
  return digest;
}

static GByteArray *
create_seal (Signer *owner, SignedForm form)
{
  GByteArray *header[] = { der_new (0x16, "ES", 2), der_new (0x02, "\4", 1), der_new (0x16, "maker", 5) };
  GByteArray *certificate = certificate_value (owner);
  GByteArray *list = der_sequence (&certificate, 1);
  GByteArray *new_properties[] = { der_new (0x02, "\3", 1), der_new (0x0C, "发票监制章", 15),
                                   der_new (0x02, "\1", 1), list };
  GByteArray *old_properties[] = { der_new (0x02, "\3", 1), der_new (0x0C, "发票监制章", 15), NULL };
  GByteArray *info[] = { der_sequence (header, 3), der_new (0x16, "1", 1), NULL, der_new (0x30, "", 0) };
  GByteArray *seal[] = { NULL };

  if (form == SIGNED_38540)
    {
      info[2] = der_sequence (new_properties, 4);
      g_byte_array_unref (old_properties[0]);
      g_byte_array_unref (old_properties[1]);
    }
  else
    {
      old_properties[2] = g_byte_array_ref (list);
      info[2] = der_sequence (old_properties, 3);
      for (guint i = 0; i < 4; i++)
        g_byte_array_unref (new_properties[i]);
    }
  seal[0] = der_sequence (info, 4);
  return der_sequence (seal, 1);
}

static GByteArray *
create_seal_signature (Signer *signer, Signer *seal_owner, GBytes *file, SignedForm form)
{
  gboolean is_new = form == SIGNED_38540, is_of_content = form == SIGNED_0031_CONTENT;
  g_autoptr (GByteArray) digest = is_of_content ? signers_digest_of (signer, file) : digest_of (file);
  GByteArray *parts[] = { der_new (0x02, is_new ? "\4" : "\1", 1),
                          create_seal (seal_owner, form),
                          is_new ? der_new (0x18, SIGNED_AT, strlen (SIGNED_AT)) : der_bit_string (NULL, 0),
                          der_bit_string (digest->data, digest->len),
                          der_new (0x16, "/" SIGNED_FOLDER "Signature.xml",
                                   strlen ("/" SIGNED_FOLDER "Signature.xml")),
                          certificate_value (signer),
                          der_oid (SM2_SM3) };
  GByteArray *certificate = g_byte_array_ref (parts[5]), *method = g_byte_array_ref (parts[6]);
  GByteArray *to_sign, *value;
  g_autoptr (GByteArray) signature = NULL;

  if (is_new)
    {
      g_byte_array_unref (parts[5]);
      g_byte_array_unref (parts[6]);
    }
  to_sign = der_sequence (parts, is_new ? 5 : 7);
  signature = is_of_content ? sign (signer, g_bytes_get_data (file, NULL), g_bytes_get_size (file))
                            : sign (signer, to_sign->data, to_sign->len);
  {
    GByteArray *new_root[] = { to_sign, certificate, method,
                               der_bit_string (signature->data, signature->len) };
    GByteArray *old_root[] = { to_sign, new_root[3] };

    /* The count of bits that do not count. */
    if (is_of_content)
      new_root[3]->data[4] = 0x40;
    value = is_new ? der_sequence (new_root, 4) : der_sequence (old_root, 2);
  }
  if (!is_new)
    {
      g_byte_array_unref (certificate);
      g_byte_array_unref (method);
    }
  return value;
}

static GByteArray *
algorithm (const char *oid)
{
  GByteArray *part = der_oid (oid);

  return der_sequence (&part, 1);
}

static GByteArray *
create_attributes (GBytes *file)
{
  g_autoptr (GByteArray) digest = digest_of (file);
  GByteArray *value = der_new (0x04, digest->data, digest->len);
  GByteArray *attribute[] = { der_oid ("1.2.840.113549.1.9.4"), der_group (0x31, &value, 1) };
  GByteArray *whole = der_sequence (attribute, 2);

  return der_group (0x31, &whole, 1);
}

/*
 * signed_fixture_pkcs7: PKCS #7 with Chinese numbers (GM/T 0010), the signature of @file.
 * @is_plain: without attributes
 * @content_bytes: (nullable): what the container itself says to be signed
 */
GByteArray *
signed_fixture_pkcs7 (Signer *signer, GBytes *file, gboolean is_plain, GBytes *content_bytes)
{
  g_autoptr (GByteArray) attributes = create_attributes (file);
  g_autoptr (GByteArray) signature =
      is_plain ? sign (signer, g_bytes_get_data (file, NULL), g_bytes_get_size (file))
               : sign (signer, attributes->data, attributes->len);
  g_autoptr (GBytes) certificate = signer_certificate (signer);
  GByteArray *info[6] = { der_new (0x02, "\1", 1), der_new (0x30, "", 0), algorithm (SM3) };
  GByteArray *content[2] = { der_oid ("1.2.156.10197.6.1.4.2.1"), NULL };
  GByteArray *signer_info, *data, *method = algorithm (SM3);
  guint n = 3;

  if (!is_plain)
    {
      info[n] = g_byte_array_new ();
      g_byte_array_append (info[n], attributes->data, attributes->len);
      info[n++]->data[0] = 0xA0;
    }
  info[n++] = algorithm ("1.2.156.10197.1.301.1");
  info[n++] = der_new (0x04, signature->data, signature->len);
  signer_info = der_sequence (info, n);
  if (content_bytes != NULL)
    {
      GByteArray *inner =
          der_new (0x04, g_bytes_get_data (content_bytes, NULL), g_bytes_get_size (content_bytes));

      content[1] = der_group (0xA0, &inner, 1);
    }
  {
    GByteArray *parts[] = { der_new (0x02, "\1", 1), der_group (0x31, &method, 1),
                            der_sequence (content, content[1] != NULL ? 2 : 1),
                            der_new (0xA0, g_bytes_get_data (certificate, NULL),
                                     g_bytes_get_size (certificate)),
                            der_group (0x31, &signer_info, 1) };

    data = der_sequence (parts, 5);
  }
  {
    GByteArray *root[] = { der_oid ("1.2.156.10197.6.1.4.2.2"), der_group (0xA0, &data, 1) };

    return der_sequence (root, 2);
  }
}

const char *const signed_fixture_parts[SIGNED_N_PARTS] = {
  "OFD.xml", "Doc_0/Document.xml", "Doc_0/PublicRes.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Res/a.bin"
};

/* A file signed by @signer with a seal that @seal_owner may use; @list: the list of the signatures. */
ZipFixture *
signed_fixture_listed (Signer *signer, Signer *seal_owner, SignedForm form, const char *list)
{
  ZipFixture *zip = ofd_fixture_zip (&(OfdFixture){
      .body = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>",
      .layers = "<ofd:Layer><ofd:TextObject ID=\"1\" Boundary=\"0 0 9 9\" Size=\"4\"><ofd:TextCode X=\"0\" "
                "Y=\"4\">226.00</ofd:TextCode></ofd:TextObject></ofd:Layer>" });
  g_autoptr (GString) xml = g_string_new (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:Signature xmlns:ofd=\"http://www.ofdspec.org/2016\">"
      "<ofd:SignedInfo><ofd:SignatureMethod>" SM2_SM3 "</ofd:SignatureMethod>"
      "<ofd:SignatureDateTime>20240528161500</ofd:SignatureDateTime><ofd:References CheckMethod=\"" SM3
      "\">");
  g_autoptr (GByteArray) value = NULL;
  g_autoptr (GBytes) file = NULL, bytes = NULL;

  zip_fixture_add (zip, "Doc_0/Res/a.bin", "a picture");
  for (gsize i = 0; i < SIGNED_N_PARTS; i++)
    {
      GBytes *part = zip_fixture_get (zip, signed_fixture_parts[i]);
      g_autoptr (GByteArray) digest =
          form == SIGNED_0031_CONTENT ? signers_digest_of (signer, part) : digest_of (part);
      g_autofree char *text = g_base64_encode (digest->data, digest->len);

      g_string_append_printf (
          xml, "<ofd:Reference FileRef=\"/%s\"><ofd:CheckValue>%s</ofd:CheckValue></ofd:Reference>",
          signed_fixture_parts[i], text);
    }
  g_string_append (xml, "</ofd:References></ofd:SignedInfo><ofd:SignedValue>/" SIGNED_FOLDER "SignedValue.dat"
                        "</ofd:SignedValue></ofd:Signature>");
  file = g_bytes_new (xml->str, xml->len);
  value = form <= SIGNED_0031_CONTENT ? create_seal_signature (signer, seal_owner, file, form)
                                      : signed_fixture_pkcs7 (signer, file, form == SIGNED_PKCS7_PLAIN, NULL);
  bytes = g_bytes_new (value->data, value->len);
  zip_fixture_add (zip, "Doc_0/Signs/Signatures.xml", list);
  zip_fixture_add_bytes (zip, SIGNED_FOLDER "Signature.xml", file);
  zip_fixture_add_bytes (zip, SIGNED_FOLDER "SignedValue.dat", bytes);
  return zip;
}

/* The same with the list that it should have, of one signature. */
ZipFixture *
signed_fixture_zip (Signer *signer, Signer *seal_owner, SignedForm form)
{
  return signed_fixture_listed (signer, seal_owner, form,
                                "<ofd:Signatures xmlns:ofd=\"u\"><ofd:Signature ID=\"1\" "
                                "BaseLoc=\"Sign_0/Signature.xml\"/></ofd:Signatures>");
}
