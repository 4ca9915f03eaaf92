/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include <glib/gi18n-lib.h>
#include <poppler.h>
#include <string.h>

#include "reading/pd-signature-private.h"

typedef PopplerDocument Pdf;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pdf, g_object_unref)

/* No invoice has more. */
#define MAX_PAGES 200
#define MAX_SIGNATURES 50
/* Of those that we check ourselves: each takes a copy of the file. */
#define MAX_OWN 4

/** What the bytes themselves say of signatures, whatever the document's objects say. */
typedef struct
{
  guint n_ranges; /* signatures that name the bytes they cover */
  GArray *odd;    /* (owned) of PdSignatureRange: of what does not look like a signature that Poppler knows */
  PdSignatureRange last; /* the last one that is whole */
  gsize covered;         /* the file is signed up to here, by one of them */
  gsize first;           /* and up to here by all of them */
  gboolean broken;       /* one of them is not what a signature looks like */
} Ranges;

static gboolean
read_number (const char **at, const char *end, guint64 *number)
{
  const char *start;

  while (*at < end && (g_ascii_isspace (**at) || **at == '['))
    (*at)++;
  start = *at;
  for (*number = 0; *at < end && g_ascii_isdigit (**at) && *at - start < 12; (*at)++)
    *number = *number * 10 + (guint64) (**at - '0');
  return *at > start;
}

/* "/ByteRange [0 a b c]": the signature covers all up to a, and c bytes from b; it stands itself between a and b. */
static Ranges
find_ranges (GBytes *bytes)
{
  static const char name[] = "/ByteRange";
  Ranges ranges = { .odd = g_array_new (FALSE, FALSE, sizeof (PdSignatureRange)) };
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *end = data + size;

  for (const char *at = data; (at = memmem (at, (gsize) (end - at), name, sizeof name - 1)) != NULL;)
    {
      guint64 numbers[4];
      gboolean whole = TRUE;
      gsize place = (gsize) (at - data);

      at += sizeof name - 1;
      for (guint i = 0; i < G_N_ELEMENTS (numbers) && whole; i++)
        whole = read_number (&at, end, &numbers[i]);
      ranges.n_ranges++;
      whole = whole && numbers[0] == 0 && numbers[2] > numbers[1] && numbers[2] + numbers[3] <= size;
      ranges.broken |= !whole;
      if (whole)
        {
          PdSignatureRange range = { place, (gsize) numbers[1], (gsize) numbers[2],
                                     (gsize) (numbers[2] + numbers[3]) };

          ranges.last = range;
          ranges.covered = MAX (ranges.covered, range.size);
          ranges.first = ranges.n_ranges == 1 ? range.size : MIN (ranges.first, range.size);
          if (!pd_signature_container_is_whole (data + range.gap, range.after - range.gap))
            g_array_append_val (ranges.odd, range);
        }
    }
  return ranges;
}

/* Whether any of the words stands in the file that every signature needs outside of what is compressed: one of them may
 * have been damaged, but not all. */
static gboolean
has_signature (GBytes *bytes)
{
  static const char *const words[] = { "/ByteRange", "/SubFilter", "adbe.pkcs7", "ETSI.CAdES", "Adobe.PPK" };
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (memmem (data, size, words[i], strlen (words[i])) != NULL)
      return TRUE;
  return FALSE;
}

static PdSignatureVerdict
verdict_of (const PopplerSignatureInfo *info)
{
  switch (poppler_signature_info_get_signature_status (info))
    {
    case POPPLER_SIGNATURE_VALID:
      break;
    case POPPLER_SIGNATURE_INVALID:
    case POPPLER_SIGNATURE_DIGEST_MISMATCH:
      return PD_SIGNATURE_CHANGED;
    case POPPLER_SIGNATURE_DECODING_ERROR:
    case POPPLER_SIGNATURE_GENERIC_ERROR:
    case POPPLER_SIGNATURE_NOT_FOUND:
    case POPPLER_SIGNATURE_NOT_VERIFIED:
    default:
      return PD_SIGNATURE_BROKEN;
    }
  switch (poppler_signature_info_get_certificate_status (info))
    {
    case POPPLER_CERTIFICATE_TRUSTED:
      return PD_SIGNATURE_VALID;
    case POPPLER_CERTIFICATE_EXPIRED:
      return PD_SIGNATURE_EXPIRED;
    case POPPLER_CERTIFICATE_REVOKED:
      return PD_SIGNATURE_REVOKED;
    case POPPLER_CERTIFICATE_UNTRUSTED_ISSUER:
    case POPPLER_CERTIFICATE_UNKNOWN_ISSUER:
    case POPPLER_CERTIFICATE_GENERIC_ERROR:
    case POPPLER_CERTIFICATE_NOT_VERIFIED:
    default:
      return PD_SIGNATURE_UNKNOWN_SIGNER;
    }
}

static PdSignature *
check_field (PopplerFormField *field, GCancellable *cancellable)
{
  const PopplerSignatureValidationFlags flags =
      POPPLER_SIGNATURE_VALIDATION_FLAG_VALIDATE_CERTIFICATE |
      POPPLER_SIGNATURE_VALIDATION_FLAG_WITHOUT_OCSP_REVOCATION_CHECK;
  g_autoptr (GError) error = NULL;
  PopplerSignatureInfo *info = poppler_form_field_signature_validate_sync (field, flags, cancellable, &error);
  PdSignature *signature = g_new0 (PdSignature, 1);
  GDateTime *time = NULL;

  signature->verdict = info != NULL ? verdict_of (info) : PD_SIGNATURE_BROKEN;
  if (info != NULL)
    {
      signature->signer = g_strdup (poppler_signature_info_get_signer_name (info));
      time = poppler_signature_info_get_local_signing_time (info);
    }
  if (time != NULL)
    signature->signed_at = g_date_time_to_unix (time) * G_USEC_PER_SEC;
  g_clear_pointer (&info, poppler_signature_info_free);
  return signature;
}

static void
check_page (PopplerPage *page, GPtrArray *signatures, GCancellable *cancellable)
{
  GList *fields = poppler_page_get_form_field_mapping (page);

  for (GList *at = fields; at != NULL && signatures->len < MAX_SIGNATURES; at = at->next)
    {
      PopplerFormFieldMapping *mapping = at->data;

      if (poppler_form_field_get_field_type (mapping->field) == POPPLER_FORM_FIELD_SIGNATURE)
        g_ptr_array_add (signatures, check_field (mapping->field, cancellable));
    }
  poppler_page_free_form_field_mapping (fields);
}

/* A program that checks only what each signature covers calls a file valid to which somebody added a page. What covers
 * the file has to be a signature that was checked: bytes that only look like one are none. */
static void
check_rest (const Ranges *ranges, gsize size, GPtrArray *signatures)
{
  gboolean broken = ranges->broken || ranges->n_ranges > signatures->len;

  if (ranges->n_ranges > 0 && signatures->len == 0)
    g_ptr_array_add (signatures, g_new0 (PdSignature, 1));
  for (guint i = 0; i < signatures->len && broken; i++)
    {
      PdSignature *signature = signatures->pdata[i];

      if (signature->verdict < PD_SIGNATURE_CHANGED)
        signature->verdict = PD_SIGNATURE_BROKEN;
    }
  for (guint i = 0; i < signatures->len && ranges->covered < size; i++)
    {
      PdSignature *signature = signatures->pdata[i];

      if (signature->verdict >= PD_SIGNATURE_CHANGED)
        continue;
      signature->verdict = PD_SIGNATURE_CHANGED;
      signature->what =
          g_strdup_printf (_ ("%" G_GSIZE_FORMAT " bytes were added to it."), size - ranges->covered);
    }
  /* Which of them signed the rest Poppler does not tell. */
  for (guint i = 0; i < signatures->len && ranges->first < ranges->covered; i++)
    {
      PdSignature *signature = signatures->pdata[i];

      if (signature->verdict == PD_SIGNATURE_VALID)
        signature->verdict = PD_SIGNATURE_PARTIAL;
      if (signature->what == NULL && signature->verdict < PD_SIGNATURE_CHANGED)
        signature->what = g_strdup (_ ("The file was added to between its signatures: only the last one "
                                       "covers all of it."));
    }
}

/* Poppler does not tell the certificate, and trusts what NSS does, which knows none of a tax bureau. */
static void
find_signer (PdSignature *signature, GBytes *pdf, const PdSignatureRange *range)
{
  const char *data = g_bytes_get_data (pdf, NULL);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdOfdCertificate) certificate = NULL;

  if (signature->certificate != NULL || signature->verdict >= PD_SIGNATURE_CHANGED || range->size == 0 ||
      range->size > G_MAXINT)
    return;
  message = pd_signature_range_join (range, data);
  bytes = pd_signature_container_find_signer (data + range->gap, range->after - range->gap, message);
  if (bytes != NULL)
    certificate = pd_ofd_certificate_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (certificate != NULL)
    pd_signature_take_certificate (signature, certificate);
}

/* Those of the ranges are checked that no signature is behind that Poppler knows: as many as it could not check. Which
 * is which does not matter; what is none of ours leaves all that were not checked as they are. */
static void
check_own (Ranges *ranges, GBytes *bytes, GPtrArray *signatures)
{
  g_autoptr (GPtrArray) checked = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_signature_free);
  guint n_broken = 0;

  for (guint i = 0; i < signatures->len; i++)
    n_broken += ((PdSignature *) signatures->pdata[i])->verdict == PD_SIGNATURE_BROKEN;
  if (ranges->broken || ranges->n_ranges != signatures->len || ranges->odd->len != n_broken ||
      n_broken > MAX_OWN)
    {
      ranges->broken |= ranges->odd->len > 0;
      return;
    }
  for (guint i = 0; i < n_broken && !ranges->broken; i++)
    {
      g_ptr_array_add (checked, g_new0 (PdSignature, 1));
      ranges->broken = !pd_signature_check_own (checked->pdata[i], bytes,
                                                &g_array_index (ranges->odd, PdSignatureRange, i));
    }
  for (guint i = 0, n = 0; i < signatures->len && !ranges->broken; i++)
    if (((PdSignature *) signatures->pdata[i])->verdict == PD_SIGNATURE_BROKEN)
      {
        gpointer before = signatures->pdata[i];

        signatures->pdata[i] = checked->pdata[n];
        checked->pdata[n++] = before;
      }
}

/*< private >
 * pd_signatures_of_pdf:
 * @pdf: (nullable): @bytes, opened; %NULL when they cannot be
 *
 * Checks the signatures of a PDF file through Poppler, or ourselves where that does not know their kind, and that they
 * cover it to its last byte.
 *
 * Returns: (transfer full) (element-type PdSignature): the signatures
 */
GPtrArray *
pd_signatures_of_pdf (PopplerDocument *pdf, GBytes *bytes, GCancellable *cancellable)
{
  GPtrArray *signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_signature_free);
  Ranges ranges = find_ranges (bytes);
  int n_pages = pdf != NULL ? MIN (poppler_document_get_n_pages (pdf), MAX_PAGES) : 0;

  /* A form may have a place for a signature that nobody has given. */
  if (!has_signature (bytes))
    n_pages = 0;
  for (int i = 0; i < n_pages && !g_cancellable_is_cancelled (cancellable); i++)
    {
      PopplerPage *page = poppler_document_get_page (pdf, i);

      if (page != NULL)
        check_page (page, signatures, cancellable);
      g_clear_object (&page);
    }
  check_own (&ranges, bytes, signatures);
  if (ranges.n_ranges == 1 && signatures->len == 1)
    find_signer (signatures->pdata[0], bytes, &ranges.last);
  check_rest (&ranges, g_bytes_get_size (bytes), signatures);
  g_array_unref (ranges.odd);
  return signatures;
}

/*< private >
 * pd_signatures_check_pdf:
 *
 * Returns: (transfer full) (nullable) (element-type PdSignature): the signatures of a PDF file
 */
GPtrArray *
pd_signatures_check_pdf (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (Pdf) pdf = poppler_document_new_from_bytes (bytes, NULL, NULL);
  g_autoptr (GPtrArray) signatures = pd_signatures_of_pdf (pdf, bytes, cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&signatures);
}
