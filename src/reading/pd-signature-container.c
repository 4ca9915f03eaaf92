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
      int value = g_ascii_xdigit_value (text[i]);
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

/*< private >
 * pd_signature_decode_container:
 * @text: what stands in the gap of a signature's byte range, "<" to ">"
 * @size: bytes
 * @root: (out): the value that it holds, in what is returned
 *
 * Returns: (transfer full) (nullable): the bytes of one value in DER and nothing but zeros behind it
 */
GByteArray *
pd_signature_decode_container (const char *text, gsize size, PdOfdDer *root)
{
  g_autoptr (GByteArray) bytes = pd_signature_decode_digits (text, size);

  if (bytes == NULL || !pd_ofd_der_read (bytes->data, bytes->len, root))
    return NULL;
  for (gsize i = pd_ofd_der_total (root); i < bytes->len; i++)
    if (bytes->data[i] != 0)
      return NULL;
  return g_steal_pointer (&bytes);
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
  PdOfdDer root, signed_part;
  guint8 signature[1024];
  gsize signature_size = sizeof signature;
  gnutls_datum_t signature_data = { signature, 0 };
  gnutls_pubkey_t key = NULL;
  gboolean whole = FALSE;

  if (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &raw) >= 0 &&
      pd_ofd_der_read (raw.data, raw.size, &root) && pd_ofd_der_child (&root, 0, &signed_part) &&
      gnutls_x509_crt_get_signature (certificate, (char *) signature, &signature_size) >= 0 &&
      gnutls_pubkey_init (&key) >= 0 && gnutls_pubkey_import_x509 (key, issuer, 0) >= 0)
    {
      const gnutls_datum_t data = { (unsigned char *) signed_part.start,
                                    (unsigned) pd_ofd_der_total (&signed_part) };

      signature_data.size = (unsigned) signature_size;
      whole = gnutls_pubkey_verify_data2 (key,
                                          (gnutls_sign_algorithm_t) gnutls_x509_crt_get_signature_algorithm (
                                              certificate),
                                          GNUTLS_VERIFY_ALLOW_BROKEN, &data, &signature_data) >= 0;
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

/* (transfer full) (nullable) */
static Pkcs7 *
open_container (const char *text, gsize size)
{
  PdOfdDer root;
  g_autoptr (GByteArray) bytes = pd_signature_decode_container (text, size, &root);
  g_autoptr (Pkcs7) pkcs7 = NULL;
  gnutls_datum_t data;

  if (bytes == NULL)
    return NULL;
  data.data = bytes->data;
  data.size = (unsigned) pd_ofd_der_total (&root);
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
