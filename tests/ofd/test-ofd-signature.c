/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "der-fixture.h"
#include "ofd-fixture.h"
#include "ofd/pd-ofd-certificate.h"
#include "ofd/pd-ofd-der.h"
#include "ofd/pd-ofd-signature.h"
#include "package/pd-zip.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#define SM2_SM3 "1.2.156.10197.1.501"
#define SM3 "1.2.156.10197.1.401"
#define SIGN "Doc_0/Signs/Sign_0/"
/* 2024-06-01, in seconds, and the length of a year. */
#define NOW G_GINT64_CONSTANT (1717200000)
#define YEAR (365 * 86400)
#define SIGNED_AT "20240528081500Z"

/* Somebody who signs: a key and a certificate for it. */
typedef struct
{
  EVP_PKEY *key;
  X509 *x509;
} Signer;

static void
signer_free (Signer *signer)
{
  EVP_PKEY_free (signer->key);
  X509_free (signer->x509);
  g_free (signer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Signer, signer_free)

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

/* A certificate in force from @from to @until, seconds from NOW; @issuer: %NULL: signs itself. */
static Signer *
create_signer (const char *name, Signer *issuer, int from, int until)
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
  ASN1_TIME_set (time, NOW + from);
  X509_set1_notBefore (self->x509, time);
  ASN1_TIME_set (time, NOW + until);
  X509_set1_notAfter (self->x509, time);
  ASN1_TIME_free (time);
  subject = X509_get_subject_name (self->x509);
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guint8 *) name, -1, -1, 0);
  X509_set_issuer_name (self->x509, X509_get_subject_name (issuer != NULL ? issuer->x509 : self->x509));
  X509_set_pubkey (self->x509, self->key);
  context = start_signing (issuer != NULL ? issuer->key : self->key, &key_context);
  g_assert_cmpint (X509_sign_ctx (self->x509, context), >, 0);
  EVP_MD_CTX_free (context);
  EVP_PKEY_CTX_free (key_context);
  return self;
}

static GBytes *
certificate_bytes (Signer *signer)
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
  g_autoptr (GBytes) bytes = certificate_bytes (signer);

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

static GByteArray *
bit_string (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) bits = g_byte_array_new ();

  g_byte_array_append (bits, (const guint8 *) "", 1);
  g_byte_array_append (bits, data, (guint) size);
  return der_new (0x03, bits->data, bits->len);
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

/* The form of a signature. */
typedef enum
{
  FORM_38540,
  FORM_0031,
  FORM_0031_CONTENT, /* as some programs wrote it: of the file itself, with digests as SM2 makes them */
  FORM_PKCS7,
  FORM_PKCS7_PLAIN,
} Form;

static GByteArray *
create_seal (Signer *owner, Form form)
{
  GByteArray *header[] = { der_new (0x16, "ES", 2), der_new (0x02, "\4", 1), der_new (0x16, "maker", 5) };
  GByteArray *certificate = certificate_value (owner);
  GByteArray *list = der_sequence (&certificate, 1);
  GByteArray *new_properties[] = { der_new (0x02, "\3", 1), der_new (0x0C, "发票监制章", 15),
                                   der_new (0x02, "\1", 1), list };
  GByteArray *old_properties[] = { der_new (0x02, "\3", 1), der_new (0x0C, "发票监制章", 15), NULL };
  GByteArray *info[] = { der_sequence (header, 3), der_new (0x16, "1", 1), NULL, der_new (0x30, "", 0) };
  GByteArray *seal[] = { NULL };

  if (form == FORM_38540)
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
create_seal_signature (Signer *signer, Signer *seal_owner, GBytes *file, Form form)
{
  gboolean is_new = form == FORM_38540, is_of_content = form == FORM_0031_CONTENT;
  g_autoptr (GByteArray) digest = is_of_content ? signers_digest_of (signer, file) : digest_of (file);
  GByteArray *parts[] = { der_new (0x02, is_new ? "\4" : "\1", 1),
                          create_seal (seal_owner, form),
                          is_new ? der_new (0x18, SIGNED_AT, strlen (SIGNED_AT)) : bit_string (NULL, 0),
                          bit_string (digest->data, digest->len),
                          der_new (0x16, "/" SIGN "Signature.xml", strlen ("/" SIGN "Signature.xml")),
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
    GByteArray *new_root[] = { to_sign, certificate, method, bit_string (signature->data, signature->len) };
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

static GByteArray *
create_pkcs7 (Signer *signer, GBytes *file, Form form)
{
  gboolean is_plain = form == FORM_PKCS7_PLAIN;
  g_autoptr (GByteArray) attributes = create_attributes (file);
  g_autoptr (GByteArray) signature =
      is_plain ? sign (signer, g_bytes_get_data (file, NULL), g_bytes_get_size (file))
               : sign (signer, attributes->data, attributes->len);
  g_autoptr (GBytes) certificate = certificate_bytes (signer);
  GByteArray *info[6] = { der_new (0x02, "\1", 1), der_new (0x30, "", 0), algorithm (SM3) };
  GByteArray *signer_info, *content = der_oid ("1.2.156.10197.6.1.4.2.1"), *data, *method = algorithm (SM3);
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
  {
    GByteArray *parts[] = { der_new (0x02, "\1", 1), der_group (0x31, &method, 1), der_sequence (&content, 1),
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

static const char *const referred[] = { "OFD.xml", "Doc_0/Document.xml", "Doc_0/PublicRes.xml",
                                        "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Res/a.bin" };

/* A file signed by @signer with a seal that @seal_owner may use; @list: what says so. */
static ZipFixture *
create_listed (Signer *signer, Signer *seal_owner, Form form, const char *list)
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
  for (gsize i = 0; i < G_N_ELEMENTS (referred); i++)
    {
      GBytes *part = zip_fixture_get (zip, referred[i]);
      g_autoptr (GByteArray) digest =
          form == FORM_0031_CONTENT ? signers_digest_of (signer, part) : digest_of (part);
      g_autofree char *text = g_base64_encode (digest->data, digest->len);

      g_string_append_printf (
          xml, "<ofd:Reference FileRef=\"/%s\"><ofd:CheckValue>%s</ofd:CheckValue></ofd:Reference>",
          referred[i], text);
    }
  g_string_append (xml, "</ofd:References></ofd:SignedInfo><ofd:SignedValue>/" SIGN "SignedValue.dat"
                        "</ofd:SignedValue></ofd:Signature>");
  file = g_bytes_new (xml->str, xml->len);
  value = form <= FORM_0031_CONTENT ? create_seal_signature (signer, seal_owner, file, form)
                                    : create_pkcs7 (signer, file, form);
  bytes = g_bytes_new (value->data, value->len);
  zip_fixture_add (zip, "Doc_0/Signs/Signatures.xml", list);
  zip_fixture_add_bytes (zip, SIGN "Signature.xml", file);
  zip_fixture_add_bytes (zip, SIGN "SignedValue.dat", bytes);
  return zip;
}

static ZipFixture *
create_signed (Signer *signer, Signer *seal_owner, Form form)
{
  return create_listed (signer, seal_owner, form,
                        "<ofd:Signatures xmlns:ofd=\"u\"><ofd:Signature ID=\"1\" "
                        "BaseLoc=\"Sign_0/Signature.xml\"/></ofd:Signatures>");
}

/* What the only signature of a file is judged; -1 where the file cannot be opened at all. */
static int
judge_bytes (GBytes *bytes, Signer *trusted, gint64 now, char **changed)
{
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, NULL, NULL);
  g_autoptr (GPtrArray) trust = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) signatures = NULL;
  const PdOfdSignature *signature;

  if (document == NULL)
    return -1;
  if (trusted != NULL)
    g_ptr_array_add (trust, certificate_bytes (trusted));
  signatures = pd_ofd_document_check_signatures (document, trust, now * G_USEC_PER_SEC, NULL);
  if (signatures->len != 1)
    return -1;
  signature = signatures->pdata[0];
  if (changed != NULL)
    *changed = g_strdup (signature->changed->len > 0 ? signature->changed->pdata[0] : NULL);
  return (int) signature->verdict;
}

static int
judge_zip (ZipFixture *zip, Signer *trusted, gint64 now, char **changed)
{
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);

  return judge_bytes (bytes, trusted, now, changed);
}

static void
test_forms (void)
{
  g_autoptr (Signer) office = create_signer ("税务电子证书", NULL, -9 * YEAR, 9 * YEAR);
  g_autoptr (Signer) signer = create_signer ("国家税务总局", office, -YEAR, YEAR);
  g_autoptr (Signer) other = create_signer ("别人", NULL, -YEAR, YEAR);

  for (Form form = FORM_38540; form <= FORM_PKCS7_PLAIN; form++)
    {
      g_autoptr (ZipFixture) zip = create_signed (signer, signer, form);

      g_test_message ("form %d", (int) form);
      g_assert_cmpint (judge_zip (zip, office, NOW, NULL), ==, PD_OFD_VERDICT_VALID);
      g_assert_cmpint (judge_zip (zip, signer, NOW, NULL), ==, PD_OFD_VERDICT_VALID);
      g_assert_cmpint (judge_zip (zip, other, NOW, NULL), ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
      g_assert_cmpint (judge_zip (zip, NULL, NOW, NULL), ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
      g_assert_cmpint (judge_zip (zip, office, NOW + 2 * YEAR, NULL), ==, PD_OFD_VERDICT_EXPIRED);
    }
}

static void
test_signers (void)
{
  g_autoptr (Signer) signer = create_signer ("国家税务总局", NULL, -YEAR, YEAR);
  g_autoptr (Signer) late = create_signer ("国家税务总局", NULL, -3 * YEAR, -YEAR);
  g_autoptr (Signer) early = create_signer ("国家税务总局", NULL, YEAR, 2 * YEAR);
  /* of the same name as an authority, but not from it */
  g_autoptr (Signer) office = create_signer ("税务电子证书", NULL, -YEAR, YEAR);
  g_autoptr (Signer) namesake = create_signer ("税务电子证书", NULL, -YEAR, YEAR);
  g_autoptr (Signer) forged = create_signer ("国家税务总局", namesake, -YEAR, YEAR);
  g_autoptr (ZipFixture) with_late = create_signed (late, late, FORM_38540);
  g_autoptr (ZipFixture) with_early = create_signed (early, early, FORM_38540);
  g_autoptr (ZipFixture) with_forged = create_signed (forged, forged, FORM_38540);
  g_autoptr (ZipFixture) with_stolen = create_signed (forged, signer, FORM_38540);
  g_autoptr (ZipFixture) with_old_stolen = create_signed (forged, signer, FORM_0031);

  g_assert_cmpint (judge_zip (with_late, late, NOW, NULL), ==, PD_OFD_VERDICT_EXPIRED);
  g_assert_cmpint (judge_zip (with_early, early, NOW, NULL), ==, PD_OFD_VERDICT_EXPIRED);
  g_assert_cmpint (judge_zip (with_forged, office, NOW, NULL), ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
  /* a seal that the signer may not use */
  g_assert_cmpint (judge_zip (with_stolen, forged, NOW, NULL), ==, PD_OFD_VERDICT_CHANGED);
  g_assert_cmpint (judge_zip (with_old_stolen, forged, NOW, NULL), ==, PD_OFD_VERDICT_CHANGED);
}

static void
test_facts (void)
{
  g_autoptr (Signer) office = create_signer ("税务电子证书", NULL, -9 * YEAR, 9 * YEAR);
  g_autoptr (Signer) signer = create_signer ("国家税务总局", office, -YEAR, YEAR);
  g_autoptr (ZipFixture) zip = create_signed (signer, signer, FORM_38540);
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, NULL, NULL);
  g_autoptr (GPtrArray) signatures =
      pd_ofd_document_check_signatures (document, NULL, NOW * G_USEC_PER_SEC, NULL);
  const PdOfdSignature *signature = signatures->pdata[0];

  g_assert_cmpstr (signature->owner, ==, "国家税务总局");
  g_assert_cmpstr (signature->issuer, ==, "税务电子证书");
  g_assert_cmpstr (signature->seal_name, ==, "发票监制章");
  g_assert_cmpint (signature->signed_at / G_USEC_PER_SEC, ==, 1716884100);
  g_assert_cmpint (signature->valid_from / G_USEC_PER_SEC, ==, NOW - YEAR);
  g_assert_cmpint (signature->valid_until / G_USEC_PER_SEC, ==, NOW + YEAR);
  g_assert_cmpuint (signature->n_uncovered, ==, 0);
}

/* The same file with @content (nullable) for the content of one part, or without the part. */
static GBytes *
with_part (GHashTable *parts, const char *part, GBytes *content)
{
  g_autoptr (ZipFixture) zip = zip_fixture_new ();
  GHashTableIter iter;
  gpointer name, own;

  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &name, &own))
    if (!g_str_equal (name, part))
      zip_fixture_add_bytes (zip, name, own);
    else if (content != NULL)
      zip_fixture_add_bytes (zip, name, content);
  return zip_fixture_to_bytes (zip);
}

static GHashTable *
parts_of (GBytes *whole)
{
  static const PdZipLimits limits = {
    .max_parts = 1000, .max_part_bytes = 1 << 24, .max_total_bytes = 1 << 25, .max_ratio = 1000
  };

  return pd_zip_read (whole, &limits, NULL, NULL);
}

/* The same file with one byte of one part changed, or without the part. */
static GBytes *
spoil (GBytes *whole, const char *part, gssize at, guint8 change)
{
  g_autoptr (GHashTable) parts = parts_of (whole);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (g_hash_table_lookup (parts, part), &size);
  guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = NULL;

  if (at >= 0)
    copy[(gsize) at % size] ^= change;
  bytes = g_bytes_new_take (copy, size);
  return with_part (parts, part, at >= 0 ? bytes : NULL);
}

/* Wrong numbers are a change; what can be checked in no way is called neither right nor changed. */
static void
test_unknown_values (void)
{
  static const struct
  {
    const char *signature;
    gsize size;
    int verdict;
  } rows[] = {
    { "no sequence, and not of a length that two numbers have", 54, PD_OFD_VERDICT_UNREADABLE },
    { "two numbers, but others: 012345678901234567890123456789012345678", 64, PD_OFD_VERDICT_CHANGED },
    { "\x30\x06\x02\x01\x05\x02\x01\x06", 8, PD_OFD_VERDICT_CHANGED },
  };
  g_autoptr (Signer) signer = create_signer ("国家税务总局", NULL, -YEAR, YEAR);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ZipFixture) zip = create_signed (signer, signer, FORM_38540);
      PdOfdDer root, parts[4];
      GByteArray *changed[4];
      g_autoptr (GByteArray) value = NULL;
      g_autoptr (GBytes) whole = zip_fixture_to_bytes (zip), own = NULL, with_own = NULL;
      g_autoptr (GHashTable) files = parts_of (whole);

      g_assert_true (pd_ofd_der_read_bytes (g_hash_table_lookup (files, SIGN "SignedValue.dat"), &root));
      for (guint j = 0; j < 4; j++)
        {
          g_assert_true (pd_ofd_der_child (&root, j, &parts[j]));
          changed[j] = j < 3 ? der_new (parts[j].tag, parts[j].data, parts[j].size)
                             : bit_string ((const guint8 *) rows[i].signature, rows[i].size);
        }
      value = der_sequence (changed, 4);
      own = g_bytes_new (value->data, value->len);
      with_own = with_part (files, SIGN "SignedValue.dat", own);
      g_assert_cmpint (judge_bytes (with_own, signer, NOW, NULL), ==, rows[i].verdict);
    }
}

/* Each byte of each part that a signature covers, of the signature's own file and of its value. */
static void
test_every_byte (void)
{
  g_autoptr (Signer) signer = create_signer ("国家税务总局", NULL, -YEAR, YEAR);
  g_autoptr (ZipFixture) zip = create_signed (signer, signer, FORM_38540);
  g_autoptr (GBytes) whole = zip_fixture_to_bytes (zip);
  const char *parts[G_N_ELEMENTS (referred) + 2] = { SIGN "Signature.xml", SIGN "SignedValue.dat" };

  memcpy (parts + 2, referred, sizeof referred);
  for (gsize p = 0; p < G_N_ELEMENTS (parts); p++)
    {
      gsize size = g_bytes_get_size (zip_fixture_get (zip, parts[p]));
      g_autoptr (GBytes) without = spoil (whole, parts[p], -1, 0);

      g_assert_cmpint (judge_bytes (without, signer, NOW, NULL), !=, PD_OFD_VERDICT_VALID);
      for (gsize i = 0; i < size; i += p == 0 ? 5 : 1)
        {
          g_autoptr (GBytes) spoiled = spoil (whole, parts[p], (gssize) i, (guint8) (1 << i % 8));
          g_autofree char *changed = NULL;
          int verdict = judge_bytes (spoiled, signer, NOW, &changed);

          if (verdict == PD_OFD_VERDICT_VALID)
            g_error ("%s, byte %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT ": not found", parts[p], i, size);
          if (p >= 2 && verdict >= 0)
            {
              g_assert_cmpint (verdict, ==, PD_OFD_VERDICT_CHANGED);
              /* in OFD.xml the mention of the signatures may be what was hit */
              if (changed != NULL || p > 2)
                g_assert_cmpstr (changed != NULL ? changed + 1 : NULL, ==, parts[p]);
            }
        }
    }
}

/* Nothing covers the list of the signatures. Whatever bit of it is changed, no signature is lost without a word. */
static void
test_list (void)
{
  static const char part[] = "Doc_0/Signs/Signatures.xml";
  g_autoptr (Signer) signer = create_signer ("国家税务总局", NULL, -YEAR, YEAR);
  g_autoptr (ZipFixture) zip = create_signed (signer, signer, FORM_38540);
  g_autoptr (GBytes) whole = zip_fixture_to_bytes (zip);
  gsize size = g_bytes_get_size (zip_fixture_get (zip, part));
  guint n_valid = 0;

  g_assert_cmpint (judge_bytes (whole, signer, NOW, NULL), ==, PD_OFD_VERDICT_VALID);
  for (gsize bit = 0; bit < 8 * size; bit++)
    {
      g_autoptr (GBytes) spoiled = spoil (whole, part, (gssize) (bit / 8), (guint8) (1 << bit % 8));
      g_autofree char *changed = NULL;
      int verdict = judge_bytes (spoiled, signer, NOW, &changed);

      g_test_message ("bit %" G_GSIZE_FORMAT ": %d", bit, verdict);
      g_assert_true (verdict == PD_OFD_VERDICT_VALID || verdict == PD_OFD_VERDICT_CHANGED ||
                     verdict == PD_OFD_VERDICT_UNREADABLE);
      n_valid += verdict == PD_OFD_VERDICT_VALID;
    }
  /* An id, a namespace, the case of a name: the list says the same. */
  g_test_message ("%u of %" G_GSIZE_FORMAT " make no difference", n_valid, 8 * size);
}

/* Lists as programs write them, and as they become when something is lost. */
static void
test_lists (void)
{
  static const struct
  {
    const char *list;
    int verdict;
  } rows[] = {
    { "<Signatures><MaxSignId>2</MaxSignId>%s</Signatures>", PD_OFD_VERDICT_VALID },
    { "<!-- one --><o:Signatures xmlns:o=\"u\"> <o:MaxSignID>s001</o:MaxSignID> %s </o:Signatures>",
      PD_OFD_VERDICT_VALID },
    { "<Signatures>%s<Tignature ID=\"2\" BaseLoc=\"Sign_1/Signature.xml\"/></Signatures>",
      PD_OFD_VERDICT_UNREADABLE },
    { "<Signatures>%s=Signature ID=\"2\" BaseLoc=\"Sign_1/Signature.xml\"/></Signatures>",
      PD_OFD_VERDICT_UNREADABLE },
    { "<Signatures>%s</Signature>", PD_OFD_VERDICT_UNREADABLE },
    { "<Rignatures>%s</Rignatures>", PD_OFD_VERDICT_UNREADABLE },
    { "<Signatures><MaxSignId>1</MaxSignId><!-- %s --></Signatures>", PD_OFD_VERDICT_UNREADABLE },
    { "%s", PD_OFD_VERDICT_UNREADABLE },
    { "no XML", PD_OFD_VERDICT_UNREADABLE },
    /* Nothing was signed with it yet. */
    { "<Signatures><MaxSignId>0</MaxSignId></Signatures>", -1 },
    { "<Signatures/>", -1 },
  };
  g_autoptr (Signer) signer = create_signer ("国家税务总局", NULL, -YEAR, YEAR);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) list = g_string_new (rows[i].list);
      g_autoptr (ZipFixture) zip = NULL;

      g_string_replace (list, "%s", "<Signature ID=\"1\" BaseLoc=\"Sign_0/Signature.xml\"/>", 0);
      zip = create_listed (signer, signer, FORM_38540, list->str);
      g_test_message ("%s", list->str);
      g_assert_cmpint (judge_zip (zip, signer, NOW, NULL), ==, rows[i].verdict);
    }
}

static void
test_odd (void)
{
  g_autoptr (Signer) signer = create_signer ("国家税务总局", NULL, -YEAR, YEAR);
  g_autoptr (ZipFixture) none = ofd_fixture_zip (&(OfdFixture){ .layers = "" });
  g_autoptr (ZipFixture) gone = ofd_fixture_zip (
      &(OfdFixture){ .body = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>" });
  static const char *const files[] = {
    "",
    "<a/>",
    "<a><SignedInfo/></a>",
    "<a><SignedInfo><References/></SignedInfo></a>",
    "<a><SignedInfo><References CheckMethod=\"rot13\"><Reference "
    "FileRef=\"/OFD.xml\"/></References></SignedInfo></a>",
    "<a><SignedInfo><References><Reference "
    "FileRef=\"../../etc/passwd\"><CheckValue>!</CheckValue></Reference>"
    "</References></SignedInfo><SignedValue>v</SignedValue></a>",
  };
  static const struct
  {
    const char *data;
    gsize size;
  } values[] = {
    { "", 0 }, { "\x30\x80", 2 }, { "\x30\x84\xff\xff\xff\xff", 6 }, { "\x30\x03\x30\x01\x30", 5 }
  };

  g_assert_cmpint (judge_zip (none, signer, NOW, NULL), ==, -1);
  g_assert_cmpint (judge_zip (gone, signer, NOW, NULL), ==, PD_OFD_VERDICT_CHANGED);
  for (gsize i = 0; i < G_N_ELEMENTS (files) * G_N_ELEMENTS (values); i++)
    {
      g_autoptr (ZipFixture) zip =
          ofd_fixture_zip (&(OfdFixture){ .body = "<ofd:Signatures>/Signatures.xml</ofd:Signatures>" });
      g_autoptr (GBytes) value =
          g_bytes_new (values[i % G_N_ELEMENTS (values)].data, values[i % G_N_ELEMENTS (values)].size);
      int verdict;

      zip_fixture_add (zip, "Signatures.xml", "<a><Signature BaseLoc=\"s.xml\"/></a>");
      zip_fixture_add (zip, "s.xml", files[i / G_N_ELEMENTS (values)]);
      zip_fixture_add_bytes (zip, "v", value);
      verdict = judge_zip (zip, signer, NOW, NULL);
      g_assert_true (verdict == PD_OFD_VERDICT_CHANGED || verdict == PD_OFD_VERDICT_UNREADABLE);
    }
}

/* Real signatures: right as they are, and wrong after any part was touched. */
static const struct
{
  const char *file, *owner;
  guint n_uncovered; /* its own head, OFD.xml, is not listed in the signature */
} samples[] = {
  { "legacy-signed-v4.ofd", "全国统一发票监制章国家税务总局重庆市税务局", 0 },
  { "legacy-zero-rate-signed.ofd", "国家税务总局江苏省税务局", 0 },
  { "legacy-100-lines-signed.ofd", "全国统一发票监制章国家税务总局重庆市税务局", 1 },
};

static void
spoil_sample (GBytes *whole, guint n_uncovered)
{
  static const char *const parts[] = { "OFD.xml",
                                       "Doc_0/Document.xml",
                                       "Doc_0/Pages/Page_0/Content.xml",
                                       "Doc_0/Tpls/Tpl_0/Content.xml",
                                       "Doc_0/Attachs/original_invoice.xml",
                                       SIGN "Signature.xml",
                                       SIGN "SignedValue.dat" };

  for (gsize i = n_uncovered; i < G_N_ELEMENTS (parts); i++)
    for (gssize at = 40; at < 400; at += 97)
      {
        g_autoptr (GBytes) spoiled = spoil (whole, parts[i], at, 0x04);
        int verdict = judge_bytes (spoiled, NULL, NOW, NULL);

        g_assert_true (verdict == -1 || verdict == PD_OFD_VERDICT_CHANGED ||
                       verdict == PD_OFD_VERDICT_UNREADABLE);
      }
}

static void
test_samples (void)
{
  const char *folder = g_getenv ("PIAODAN_SAMPLES");

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path =
          folder != NULL ? g_build_filename (folder, "ofd", samples[i].file, NULL) : g_strdup ("");
      char *data = NULL;
      gsize size = 0;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PdOfdDocument) document = NULL;
      g_autoptr (GPtrArray) signatures = NULL;

      if (!g_file_get_contents (path, &data, &size, NULL))
        {
          g_test_skip ("the samples are not there");
          return;
        }
      bytes = g_bytes_new_take (data, size);
      document = pd_ofd_document_new (bytes, NULL, NULL);
      signatures = pd_ofd_document_check_signatures (document, NULL, NOW * G_USEC_PER_SEC, NULL);
      g_assert_cmpuint (signatures->len, ==, 1);
      g_assert_cmpint (((PdOfdSignature *) signatures->pdata[0])->verdict, ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
      g_assert_cmpstr (((PdOfdSignature *) signatures->pdata[0])->owner, ==, samples[i].owner);
      g_assert_cmpuint (((PdOfdSignature *) signatures->pdata[0])->n_uncovered, ==, samples[i].n_uncovered);
      spoil_sample (bytes, samples[i].n_uncovered);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ofd/signature/forms", test_forms);
  g_test_add_func ("/ofd/signature/signers", test_signers);
  g_test_add_func ("/ofd/signature/facts", test_facts);
  g_test_add_func ("/ofd/signature/unknown-values", test_unknown_values);
  g_test_add_func ("/ofd/signature/every-byte", test_every_byte);
  g_test_add_func ("/ofd/signature/list", test_list);
  g_test_add_func ("/ofd/signature/lists", test_lists);
  g_test_add_func ("/ofd/signature/odd", test_odd);
  g_test_add_func ("/ofd/signature/samples", test_samples);
  return g_test_run ();
}
