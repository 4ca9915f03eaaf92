/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-certificate.h"

#include "ofd/pd-ofd-der.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

/* Bytes of the longest key that is used: 16384 bits. */
#define MAX_RSA 2048

/* The name under which everybody signs with SM2 (GM/T 0009). */
static const char sm2_id[] = "1234567812345678";

struct _PdOfdCertificate
{
  X509 *x509;
  GBytes *der; /* (owned): as it came */
};

/* What a digest or signature is called, by name or by number, and the digest in it. */
static const struct
{
  const char *method;
  const char *digest;
} methods[] = {
  { "1.2.156.10197.1.401", "SM3" },
  { "1.2.156.10197.1.401.2", "SM3" },
  { "SM3", "SM3" },
  { "1.2.156.10197.1.501", "SM3" },
  { "1.2.156.10197.1.301", "SM3" },
  { "1.2.156.10197.1.301.1", "SM3" },
  { "1.3.14.3.2.26", "SHA1" },
  { "SHA1", "SHA1" },
  { "SHA-1", "SHA1" },
  { "1.2.840.113549.1.1.5", "SHA1" },
  { "2.16.840.1.101.3.4.2.1", "SHA256" },
  { "SHA256", "SHA256" },
  { "SHA-256", "SHA256" },
  { "1.2.840.113549.1.1.11", "SHA256" },
  { "1.2.840.10045.4.3.2", "SHA256" },
  { "2.16.840.1.101.3.4.2.2", "SHA384" },
  { "2.16.840.1.101.3.4.2.3", "SHA512" },
  { "1.2.840.113549.2.5", "MD5" },
  { "MD5", "MD5" },
  { "1.2.840.113549.1.1.1", "SHA1" },
};

static const EVP_MD *
find_digest (const char *method)
{
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_ascii_strcasecmp (methods[i].method, method) == 0)
      return EVP_get_digestbyname (methods[i].digest);
  return NULL;
}

/*< private >
 * pd_ofd_digest:
 * @method: what the file calls it, by name or number
 * @digest: (out): at least %PD_OFD_MAX_DIGEST bytes
 *
 * Returns: how many bytes the digest has; 0 when the method is not known
 */
guint
pd_ofd_digest (const char *method, const guint8 *data, gsize size, guint8 *digest)
{
  const EVP_MD *kind = find_digest (method);
  unsigned int length = 0;

  if (kind == NULL || EVP_Digest (data, size, digest, &length, kind, NULL) != 1)
    return 0;
  return length;
}

/* A number of the curve, as long as one of its fields. */
static void
add_number (GByteArray *to, EVP_PKEY *key, const char *name)
{
  guint8 bytes[32] = { 0 };
  BIGNUM *number = NULL;

  if (EVP_PKEY_get_bn_param (key, name, &number) == 1)
    BN_bn2binpad (number, bytes, sizeof bytes);
  BN_free (number);
  g_byte_array_append (to, bytes, sizeof bytes);
}

/* A point, without the byte before it that says in which form it stands. */
static gboolean
add_point (GByteArray *to, EVP_PKEY *key, const char *name)
{
  guint8 bytes[65];
  gsize size = 0;

  if (EVP_PKEY_get_octet_string_param (key, name, bytes, sizeof bytes, &size) != 1 || size != sizeof bytes)
    return FALSE;
  g_byte_array_append (to, bytes + 1, sizeof bytes - 1);
  return TRUE;
}

/* What stands before a message that SM2 signs: the digest of the signer's name, the curve and the key (GM/T 0009). */
static gboolean
get_prefix (EVP_PKEY *key, guint8 *prefix)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 length[2] = { 0, 8 * (sizeof sm2_id - 1) };

  g_byte_array_append (all, length, sizeof length);
  g_byte_array_append (all, (const guint8 *) sm2_id, sizeof sm2_id - 1);
  add_number (all, key, OSSL_PKEY_PARAM_EC_A);
  add_number (all, key, OSSL_PKEY_PARAM_EC_B);
  return add_point (all, key, OSSL_PKEY_PARAM_EC_GENERATOR) &&
         add_point (all, key, OSSL_PKEY_PARAM_PUB_KEY) &&
         pd_ofd_digest ("SM3", all->data, all->len, prefix) == 32;
}

/* The digest that some programs write where the plain one belongs: of the bytes behind the prefix that a message has when
 * the owner of the certificate signs it with SM2.
 *
 * Returns: how many bytes the digest has; 0 when there is none with this key and method */
static guint
prefixed_digest (PdOfdCertificate *self, const char *method, const guint8 *data, gsize size, guint8 *digest)
{
  EVP_PKEY *key = X509_get_pubkey (self->x509);
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  guint8 prefix[PD_OFD_MAX_DIGEST];
  const EVP_MD *kind = find_digest (method);
  unsigned int length = 0;

  if (key == NULL || context == NULL || kind == NULL || !EVP_MD_is_a (kind, "SM3") ||
      !EVP_PKEY_is_a (key, "SM2") || !get_prefix (key, prefix) ||
      EVP_DigestInit_ex (context, kind, NULL) != 1 || EVP_DigestUpdate (context, prefix, 32) != 1 ||
      EVP_DigestUpdate (context, data, size) != 1 || EVP_DigestFinal_ex (context, digest, &length) != 1)
    length = 0;
  EVP_MD_CTX_free (context);
  EVP_PKEY_free (key);
  ERR_clear_error ();
  return length;
}

/*< private >
 * pd_ofd_certificate_has_digest:
 * @self: (nullable): the signer's certificate, where it is known
 * @method: what the file calls the digest, by name or number
 * @wanted: the digest that the file says @bytes have
 *
 * Returns: whether they have it, plain or with what SM2 has before a message
 */
gboolean
pd_ofd_certificate_has_digest (PdOfdCertificate *self,
                               const char *method,
                               GBytes *bytes,
                               const guint8 *wanted,
                               gsize wanted_size)
{
  guint8 digest[PD_OFD_MAX_DIGEST];
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint length = pd_ofd_digest (method, data, size, digest);

  if (length > 0 && length == wanted_size && memcmp (digest, wanted, length) == 0)
    return TRUE;
  length = self != NULL ? prefixed_digest (self, method, data, size, digest) : 0;
  return length > 0 && length == wanted_size && memcmp (digest, wanted, length) == 0;
}

/*< private >
 * pd_ofd_certificate_new:
 * @data: in DER; hostile
 *
 * Returns: (transfer full) (nullable): the certificate
 */
PdOfdCertificate *
pd_ofd_certificate_new (const guint8 *data, gsize size)
{
  const unsigned char *at = data;
  X509 *x509 = size < G_MAXINT ? d2i_X509 (NULL, &at, (long) size) : NULL;
  PdOfdCertificate *self;

  if (x509 == NULL)
    {
      ERR_clear_error ();
      return NULL;
    }
  self = g_new0 (PdOfdCertificate, 1);
  self->x509 = x509;
  self->der = g_bytes_new (data, (gsize) (at - data));
  return self;
}

void
pd_ofd_certificate_free (PdOfdCertificate *self)
{
  X509_free (self->x509);
  g_bytes_unref (self->der);
  g_free (self);
}

/* The common name, else the organisation. */
static char *
name_text (const X509_NAME *name)
{
  static const int nids[] = { NID_commonName, NID_organizationName, NID_organizationalUnitName };

  for (gsize i = 0; i < G_N_ELEMENTS (nids); i++)
    {
      int at = X509_NAME_get_index_by_NID ((X509_NAME *) name, nids[i], -1);
      unsigned char *utf8 = NULL;
      int length =
          at < 0 ? -1
                 : ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, at)));
      char *text;

      if (length < 0)
        continue;
      text = g_utf8_make_valid ((const char *) utf8, length);
      OPENSSL_free (utf8);
      return text;
    }
  ERR_clear_error ();
  return g_strdup ("?");
}

char *
pd_ofd_certificate_get_owner (PdOfdCertificate *self)
{
  return name_text (X509_get_subject_name (self->x509));
}

char *
pd_ofd_certificate_get_issuer (PdOfdCertificate *self)
{
  return name_text (X509_get_issuer_name (self->x509));
}

static gint64
seconds (const ASN1_TIME *time)
{
  struct tm parts;
  g_autoptr (GDateTime) moment = NULL;

  if (ASN1_TIME_to_tm (time, &parts) != 1)
    return 0;
  moment = g_date_time_new_utc (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                                parts.tm_min, parts.tm_sec);
  return moment != NULL ? g_date_time_to_unix (moment) : 0;
}

/* Seconds since 1970. */
gint64
pd_ofd_certificate_get_start (PdOfdCertificate *self)
{
  return seconds (X509_get0_notBefore (self->x509));
}

gint64
pd_ofd_certificate_get_end (PdOfdCertificate *self)
{
  return seconds (X509_get0_notAfter (self->x509));
}

/*< private >
 * pd_ofd_certificate_to_bytes:
 *
 * Returns: (transfer full): the certificate in DER, as it came
 */
GBytes *
pd_ofd_certificate_to_bytes (PdOfdCertificate *self)
{
  return g_bytes_ref (self->der);
}

gboolean
pd_ofd_certificate_equals (PdOfdCertificate *self, const guint8 *data, gsize size)
{
  g_autoptr (GBytes) other = g_bytes_new_static (data, size);

  return g_bytes_equal (self->der, other);
}

/* Some programs write the two numbers of a signature one behind the other, where the standard has a sequence. */
static GBytes *
as_sequence (const guint8 *signature, gsize size)
{
  g_autoptr (GByteArray) out = NULL;
  guint8 head[2] = { 0x30, 0 };

  if (size != 64)
    return g_bytes_new (signature, size);
  out = g_byte_array_new ();
  g_byte_array_append (out, head, 2);
  for (guint half = 0; half < 2; half++)
    {
      const guint8 *number = signature + half * 32;
      gsize left = 32;
      guint8 begin[3] = { 0x02, 0, 0 };

      for (; left > 1 && *number == 0; left--)
        number++;
      begin[1] = (guint8) (left + (*number >> 7));
      g_byte_array_append (out, begin, 2 + (*number >> 7));
      g_byte_array_append (out, number, (guint) left);
    }
  out->data[1] = (guint8) (out->len - 2);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
verify (EVP_PKEY *key, const EVP_MD *digest, const guint8 *message, gsize message_size, GBytes *signature)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *key_context = EVP_PKEY_CTX_new (key, NULL);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (signature, &size);
  gboolean is_right = FALSE;

  if (context != NULL && key_context != NULL)
    {
      if (EVP_PKEY_is_a (key, "SM2"))
        EVP_PKEY_CTX_set1_id (key_context, sm2_id, strlen (sm2_id));
      EVP_MD_CTX_set_pkey_ctx (context, key_context);
      is_right = EVP_DigestVerifyInit (context, NULL, digest, NULL, key) == 1 &&
                 EVP_DigestVerify (context, data, size, message, message_size) == 1;
    }
  EVP_MD_CTX_free (context);
  EVP_PKEY_CTX_free (key_context);
  ERR_clear_error ();
  return is_right;
}

/* A signature of RSA holds the digest and what made it (RFC 8017, 9.2), whatever number the method has beside it.
 *
 * Returns: (nullable): what made it; %NULL: another key signed, or no digest that can be believed: two files of one MD5
 *   anybody can make */
static const EVP_MD *
find_rsa_digest (EVP_PKEY *key, const guint8 *signature, gsize size)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new (key, NULL);
  guint8 recovered[MAX_RSA];
  gsize length = sizeof recovered;
  PdOfdDer info, algorithm, oid;
  g_autofree char *method = NULL;
  const EVP_MD *digest;

  if (context != NULL && EVP_PKEY_get_size (key) <= MAX_RSA && EVP_PKEY_verify_recover_init (context) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PADDING) == 1 &&
      EVP_PKEY_verify_recover (context, recovered, &length, signature, size) == 1 &&
      pd_ofd_der_read (recovered, length, &info) && pd_ofd_der_child (&info, 0, &algorithm) &&
      pd_ofd_der_child (&algorithm, 0, &oid))
    method = pd_ofd_der_oid (&oid);
  EVP_PKEY_CTX_free (context);
  ERR_clear_error ();
  digest = method != NULL ? find_digest (method) : NULL;
  return digest != NULL && !EVP_MD_is_a (digest, "MD5") ? digest : NULL;
}

/*< private >
 * pd_ofd_certificate_can_check:
 *
 * Returns: whether it can be told if the owner made @signature: its key can be used, with RSA this key made the
 * signature, and with SM2 the signature is a sequence or two numbers, one behind the other
 */
gboolean
pd_ofd_certificate_can_check (PdOfdCertificate *self, const guint8 *signature, gsize size)
{
  EVP_PKEY *key = X509_get_pubkey (self->x509);
  PdOfdDer sequence;
  gboolean can_check = key != NULL;

  if (can_check && EVP_PKEY_is_a (key, "SM2") && size != 64)
    can_check = pd_ofd_der_read (signature, size, &sequence) && sequence.tag == PD_OFD_DER_SEQUENCE;
  if (can_check && EVP_PKEY_is_a (key, "RSA"))
    can_check = find_rsa_digest (key, signature, size) != NULL;
  EVP_PKEY_free (key);
  ERR_clear_error ();
  return can_check;
}

/*< private >
 * pd_ofd_certificate_signed:
 * @method: the number of the signature's method; that of the key where it is not known. With SM2 and RSA it is not needed.
 *
 * Returns: whether the owner of the certificate signed @message
 */
gboolean
pd_ofd_certificate_signed (PdOfdCertificate *self,
                           const char *method,
                           const guint8 *message,
                           gsize message_size,
                           const guint8 *signature,
                           gsize signature_size)
{
  EVP_PKEY *key = X509_get_pubkey (self->x509);
  const EVP_MD *digest = find_digest (method);
  g_autoptr (GBytes) sequence = NULL;
  gboolean is_right;

  if (key == NULL)
    {
      ERR_clear_error ();
      return FALSE;
    }
  if (EVP_PKEY_is_a (key, "SM2"))
    digest = EVP_get_digestbyname ("SM3");
  if (EVP_PKEY_is_a (key, "RSA"))
    digest = find_rsa_digest (key, signature, signature_size);
  sequence = EVP_PKEY_is_a (key, "RSA") ? g_bytes_new (signature, signature_size)
                                        : as_sequence (signature, signature_size);
  is_right = digest != NULL && verify (key, digest, message, message_size, sequence);
  EVP_PKEY_free (key);
  return is_right;
}

static gboolean
issued (PdOfdCertificate *issuer, PdOfdCertificate *self)
{
  const ASN1_BIT_STRING *signature = NULL;
  const X509_ALGOR *algorithm = NULL;
  const ASN1_OBJECT *object = NULL;
  char method[80] = "";
  PdOfdDer whole, message;

  /* Whoever is trusted to sign invoices is not trusted to say who others are. */
  if (X509_check_ca (issuer->x509) == 0)
    return FALSE;
  if (X509_NAME_cmp (X509_get_issuer_name (self->x509), X509_get_subject_name (issuer->x509)) != 0)
    return FALSE;
  X509_get0_signature (&signature, &algorithm, self->x509);
  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  OBJ_obj2txt (method, sizeof method, object, 1);
  /* What is signed are the bytes as they came: written anew, some would say the same that were changed. */
  return pd_ofd_der_read_bytes (self->der, &whole) && pd_ofd_der_child (&whole, 0, &message) &&
         pd_ofd_certificate_signed (issuer, method, message.start, pd_ofd_der_total (&message),
                                    ASN1_STRING_get0_data (signature),
                                    (gsize) ASN1_STRING_length (signature));
}

/*< private >
 * pd_ofd_certificate_is_vouched_for:
 * @trusted: (nullable): of #GBytes, certificates in DER that are trusted
 *
 * Returns: whether the certificate is one of them, or one of them is an authority's and issued it
 */
gboolean
pd_ofd_certificate_is_vouched_for (PdOfdCertificate *self, GPtrArray *trusted)
{
  for (guint i = 0; trusted != NULL && i < trusted->len; i++)
    {
      gsize size = 0;
      const guint8 *data = g_bytes_get_data (trusted->pdata[i], &size);
      g_autoptr (PdOfdCertificate) issuer = pd_ofd_certificate_new (data, size);

      if (issuer != NULL && (pd_ofd_certificate_equals (self, data, size) || issued (issuer, self)))
        return TRUE;
    }
  return FALSE;
}
