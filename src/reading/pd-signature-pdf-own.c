/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include <string.h>

#include "ofd/pd-ofd-signed-value.h"
#include "reading/pd-signature-private.h"

/* A key of RSA; the signature says itself with which digest. */
#define RSA "1.2.840.113549.1.1.1"
/* The Chinese numbers of what PKCS #7 holds, GM/T 0010. */
static const guint8 chinese_number[] = { 0x2A, 0x81, 0x1C };

/* Takes the owner of the certificate, who signed. */
static void
conclude (PdSignature *signature, PdOfdCertificate *certificate, gboolean is_right)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  signature->verdict = !is_right                                        ? PD_SIGNATURE_CHANGED
                       : pd_ofd_certificate_get_end (certificate) < now ? PD_SIGNATURE_EXPIRED
                                                                        : PD_SIGNATURE_UNKNOWN_SIGNER;
  pd_signature_take_certificate (signature, certificate);
}

/* adbe.x509.rsa_sha1: the bare signature, and the certificate in the dictionary beside it. Issuers of 2021 and later use
 * SHA-256 in it as well. One that another key made says nothing of the file. */
static gboolean
check_bare (PdSignature *signature, GBytes *message, const PdOfdDer *root, GBytes *certificate_bytes)
{
  gsize size = 0, message_size = 0;
  const guint8 *data = g_bytes_get_data (certificate_bytes, &size);
  const guint8 *signed_data = g_bytes_get_data (message, &message_size);
  g_autoptr (PdOfdCertificate) certificate = pd_ofd_certificate_new (data, size);

  if (certificate == NULL || !pd_ofd_certificate_can_check (certificate, root->data, root->size))
    return FALSE;
  conclude (signature, certificate,
            pd_ofd_certificate_signed (certificate, RSA, signed_data, message_size, root->data, root->size));
  return TRUE;
}

static gboolean
has_digest (const PdOfdSignedValue *value, PdOfdCertificate *certificate)
{
  gsize size = 0;
  const guint8 *wanted = value->digest != NULL ? g_bytes_get_data (value->digest, &size) : NULL;

  return wanted == NULL ||
         pd_ofd_certificate_has_digest (certificate, value->digest_method, value->content, wanted, size);
}

/* PKCS #7 with Chinese numbers, as on fiscal receipts. Where the digest of the file is right and nobody's key fits, it is
 * the signature that is not understood; the file was not changed. */
static gboolean
check_chinese (PdSignature *signature, GBytes *message, GBytes *container)
{
  g_autoptr (PdOfdSignedValue) value = pd_ofd_signed_value_new (container, message);
  gsize size = 0, message_size = 0;
  const guint8 *data, *signed_data;
  gboolean is_changed = FALSE, is_same = FALSE;

  if (value == NULL)
    return FALSE;
  data = g_bytes_get_data (value->signature, &size);
  signed_data = g_bytes_get_data (value->message, &message_size);
  for (guint i = 0; i < value->certificates->len; i++)
    {
      gsize length = 0;
      const guint8 *bytes = g_bytes_get_data (value->certificates->pdata[i], &length);
      g_autoptr (PdOfdCertificate) certificate = pd_ofd_certificate_new (bytes, length);
      gboolean is_right;

      if (certificate == NULL || !pd_ofd_certificate_can_check (certificate, data, size))
        continue;
      is_right = has_digest (value, certificate);
      if (pd_ofd_certificate_signed (certificate, value->method, signed_data, message_size, data, size))
        {
          conclude (signature, certificate, is_right);
          return TRUE;
        }
      is_changed = TRUE;
      is_same |= is_right && value->digest != NULL;
    }
  if (!is_changed || is_same)
    return FALSE;
  signature->verdict = PD_SIGNATURE_CHANGED;
  return TRUE;
}

/*< private >
 * pd_signature_range_join:
 * @self: a range of a file, whole, of less than %G_MAXINT bytes
 * @data: the file
 *
 * Returns: (transfer full): the bytes that are signed
 */
GBytes *
pd_signature_range_join (const PdSignatureRange *self, const char *data)
{
  GByteArray *array = g_byte_array_sized_new ((guint) (self->gap + self->size - self->after));

  g_byte_array_append (array, (const guint8 *) data, (guint) self->gap);
  g_byte_array_append (array, (const guint8 *) data + self->after, (guint) (self->size - self->after));
  return g_byte_array_free_to_bytes (array);
}

/*< private >
 * pd_signature_check_own:
 * @signature: one that Poppler cannot check
 * @pdf: the file; hostile
 * @range: what the signature covers
 *
 * Checks the kinds of signatures that Chinese issuers use and Poppler does not know: the bare one of RSA that taxi
 * companies' invoices have, and PKCS #7 with Chinese numbers and SM2. Sets the verdict and the signer.
 *
 * Returns: whether it is of such a kind
 */
gboolean
pd_signature_check_own (PdSignature *signature, GBytes *pdf, const PdSignatureRange *range)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (pdf, &size);
  g_autoptr (GByteArray) container = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) certificate = NULL;
  PdOfdDer root, number;

  if (range->after > range->size || range->gap > range->after || range->size > MIN (size, G_MAXINT))
    return FALSE;
  container = pd_signature_decode_container (data + range->gap, range->after - range->gap, &root);
  if (container == NULL)
    return FALSE;
  message = pd_signature_range_join (range, data);
  if (root.tag == PD_OFD_DER_OCTET_STRING)
    {
      certificate = pd_pdf_find_certificate (pdf, range->at);
      return certificate != NULL && check_bare (signature, message, &root, certificate);
    }
  if (pd_ofd_der_child (&root, 0, &number) && number.tag == PD_OFD_DER_OID &&
      number.size > sizeof chinese_number && memcmp (number.data, chinese_number, sizeof chinese_number) == 0)
    {
      g_autoptr (GBytes) whole = g_bytes_new (container->data, pd_ofd_der_total (&root));

      return check_chinese (signature, message, whole);
    }
  return FALSE;
}
