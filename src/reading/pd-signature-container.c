/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include <gnutls/abstract.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <string.h>

#include "reading/pd-signature-private.h"

#define MAX_CERTIFICATES 20

typedef struct gnutls_x509_crt_int Certificate;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Certificate, gnutls_x509_crt_deinit)
typedef struct gnutls_pkcs7_int Pkcs7;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pkcs7, gnutls_pkcs7_deinit)

static int
digit_value (char digit)
{
  return g_ascii_xdigit_value (digit);
}

/*< private >
 * pd_signature_decode_digits:
 * @text: from "<" to ">", digits and white space
 * @size: bytes
 *
 * Returns: (transfer full) (nullable): what the digits say
 */
GByteArray *
pd_signature_decode_digits (const char *text, gsize size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  int high = -1;

  if (size < 2 || text[0] != '<' || text[size - 1] != '>')
    return NULL;
  for (gsize i = 1; i + 1 < size; i++)
    {
      int value = digit_value (text[i]);
      guint8 byte;

      if (value < 0 && g_ascii_isspace (text[i]))
        continue;
      if (value < 0)
        return NULL;
      byte = (guint8) (high * 16 + value);
      if (high >= 0)
        g_byte_array_append (bytes, &byte, 1);
      high = high >= 0 ? -1 : value;
    }
  return high < 0 ? g_steal_pointer (&bytes) : NULL;
}

/* Bytes of the first DER value with its head, 0 when that is no value of definite length. */
static gsize
der_size (const guint8 *data, gsize length, gsize *head)
{
  gsize size = 0;
  guint n_bytes;

  if (length < 2)
    return 0;
  n_bytes = data[1] < 0x80 ? 0 : data[1] & 0x7f;
  if ((data[1] >= 0x80 && n_bytes < 1) || n_bytes > 4 || length < 2 + (gsize) n_bytes)
    return 0;
  *head = 2 + n_bytes;
  size = n_bytes == 0 ? data[1] : 0;
  for (guint i = 0; i < n_bytes; i++)
    size = size << 8 | data[2 + i];
  return *head + size <= length ? *head + size : 0;
}

static gboolean
is_filled_with_zeros (const GByteArray *bytes, gsize from)
{
  for (gsize i = from; i < bytes->len; i++)
    if (bytes->data[i] != 0)
      return FALSE;
  return from <= bytes->len;
}

static void
free_certificate (gpointer certificate)
{
  gnutls_x509_crt_deinit (certificate);
}

static GPtrArray *
get_certificates (Pkcs7 *pkcs7)
{
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func (free_certificate);
  int n = gnutls_pkcs7_get_crt_count (pkcs7);

  for (int i = 0; i < MIN (n, MAX_CERTIFICATES); i++)
    {
      g_autoptr (Certificate) certificate = NULL;
      gnutls_datum_t raw = { NULL, 0 };
      int status = gnutls_pkcs7_get_crt_raw2 (pkcs7, i, &raw);

      if (status >= 0)
        status = gnutls_x509_crt_init (&certificate);
      if (status >= 0)
        status = gnutls_x509_crt_import (certificate, &raw, GNUTLS_X509_FMT_DER);
      gnutls_free (raw.data);
      if (status < 0)
        return NULL;
      g_ptr_array_add (certificates, g_steal_pointer (&certificate));
    }
  return certificates->len > 0 ? g_steal_pointer (&certificates) : NULL;
}

/* What is signed of a certificate is the first value in it. GnuTLS itself takes a certificate that is its own issuer at
 * its word. */
static gboolean
is_signed_by (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
  gnutls_datum_t raw = { NULL, 0 };
  gnutls_datum_t signed_part;
  guint8 signature[1024];
  gsize signature_size = sizeof signature;
  gnutls_datum_t signature_data = { signature, 0 };
  gnutls_pubkey_t key = NULL;
  gsize outer = 0, inner = 0;
  gboolean whole = FALSE;

  if (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &raw) >= 0 &&
      der_size (raw.data, raw.size, &outer) > 0 &&
      gnutls_x509_crt_get_signature (certificate, (char *) signature, &signature_size) >= 0 &&
      gnutls_pubkey_init (&key) >= 0 && gnutls_pubkey_import_x509 (key, issuer, 0) >= 0)
    {
      signed_part.data = raw.data + outer;
      signed_part.size = (unsigned) der_size (raw.data + outer, raw.size - outer, &inner);
      signature_data.size = (unsigned) signature_size;
      whole = gnutls_pubkey_verify_data2 (key,
                                          (gnutls_sign_algorithm_t) gnutls_x509_crt_get_signature_algorithm (
                                              certificate),
                                          GNUTLS_VERIFY_ALLOW_BROKEN, &signed_part, &signature_data) >= 0;
    }
  gnutls_free (raw.data);
  if (key != NULL)
    gnutls_pubkey_deinit (key);
  return whole;
}

/* Whether each certificate that has its issuer beside it was really issued by that one, and every root by itself. */
static gboolean
certificates_are_whole (GPtrArray *certificates)
{
  for (guint i = 0; i < certificates->len; i++)
    for (guint j = 0; j < certificates->len; j++)
      if (gnutls_x509_crt_check_issuer (certificates->pdata[i], certificates->pdata[j]) &&
          !is_signed_by (certificates->pdata[i], certificates->pdata[j]))
        return FALSE;
  return TRUE;
}

/* What is between "<" and ">", filled with zeros: (transfer full) (nullable) */
static Pkcs7 *
open_container (const char *text, gsize size)
{
  g_autoptr (GByteArray) bytes = pd_signature_decode_digits (text, size);
  g_autoptr (Pkcs7) pkcs7 = NULL;
  gnutls_datum_t data;
  gsize head = 0;
  gsize length = bytes != NULL ? der_size (bytes->data, bytes->len, &head) : 0;

  if (length == 0 || !is_filled_with_zeros (bytes, length))
    return NULL;
  data.data = bytes->data;
  data.size = (unsigned) length;
  if (gnutls_pkcs7_init (&pkcs7) < 0 || gnutls_pkcs7_import (pkcs7, &data, GNUTLS_X509_FMT_DER) < 0)
    return NULL;
  return g_steal_pointer (&pkcs7);
}

/*< private >
 * pd_signature_container_is_whole:
 * @text: what stands in the gap of a signature's byte range, "<" to ">"
 * @size: bytes
 *
 * Looks at what a signature says of itself and does not cover: nothing is hidden behind it, and the certificates that
 * came with it fit each other. A certificate without its issuer cannot be checked so; its name is then nobody's word but
 * its own.
 *
 * Returns: whether nothing is wrong with it
 */
gboolean
pd_signature_container_is_whole (const char *text, gsize size)
{
  g_autoptr (Pkcs7) pkcs7 = open_container (text, size);
  g_autoptr (GPtrArray) certificates = pkcs7 != NULL ? get_certificates (pkcs7) : NULL;

  return certificates != NULL && certificates_are_whole (certificates);
}

/*< private >
 * pd_signature_container_find_signer:
 * @text: as of pd_signature_container_is_whole()
 * @size: bytes
 * @message: what was signed
 *
 * Two certificates may have the same name and number in them: the signer's is the one whose key made the signature.
 *
 * Returns: (transfer full) (nullable): its certificate in DER
 */
GBytes *
pd_signature_container_find_signer (const char *text, gsize size, GBytes *message)
{
  g_autoptr (Pkcs7) pkcs7 = open_container (text, size);
  g_autoptr (GPtrArray) certificates = pkcs7 != NULL ? get_certificates (pkcs7) : NULL;
  gsize length = 0;
  const void *bytes = g_bytes_get_data (message, &length);
  const gnutls_datum_t data = { (unsigned char *) bytes, (unsigned) length };

  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      gnutls_datum_t raw = { NULL, 0 };
      GBytes *signer;

      if (gnutls_pkcs7_verify_direct (pkcs7, certificates->pdata[i], 0, &data, GNUTLS_VERIFY_ALLOW_BROKEN) <
              0 ||
          gnutls_x509_crt_export2 (certificates->pdata[i], GNUTLS_X509_FMT_DER, &raw) < 0)
        continue;
      signer = g_bytes_new (raw.data, raw.size);
      gnutls_free (raw.data);
      return signer;
    }
  return NULL;
}
