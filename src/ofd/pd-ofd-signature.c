/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-signature.h"

#include "ofd/pd-ofd-private.h"
#include "ofd/pd-ofd-signed-value.h"

#include <string.h>

/* Signatures of one file, and parts that one of them covers. */
#define MAX_SIGNATURES 200
#define MAX_REFERENCES 50000

static const char default_method[] = "1.2.156.10197.1.401";

/* One check of one signature. */
typedef struct
{
  PdOfdDocument *document;
  const char *part; /* the Signature.xml */
  char *folder;     /* (owned) */
  const xmlNode *root, *info;
  GHashTable *covered; /* (owned): names of parts */
  PdOfdSignature *signature;
  gboolean is_unreadable;
  gboolean is_changed;
  gboolean is_vouched_for;
  PdOfdCertificate *signer; /* (owned) (nullable): else the first that can be one */
} Check;

static void
signature_free (gpointer data)
{
  PdOfdSignature *signature = data;

  g_ptr_array_unref (signature->changed);
  g_free (signature->owner);
  g_free (signature->issuer);
  g_clear_pointer (&signature->certificate, g_bytes_unref);
  g_free (signature->seal_name);
  g_free (signature);
}

static void
check_reference (Check *self, const xmlNode *reference, const char *method)
{
  g_autofree char *location = pd_xml_attribute (reference, "FileRef");
  const char *part = pd_ofd_package_find (self->document, self->folder, location);
  const xmlNode *value = pd_xml_child (reference, "CheckValue");
  g_autofree char *text = value != NULL ? pd_xml_text (value) : g_strdup ("");
  gsize size = 0;
  g_autofree guint8 *wanted = *text != '\0' ? g_base64_decode (text, &size) : NULL;

  if (part != NULL)
    g_hash_table_add (self->covered, (gpointer) part);
  if (part == NULL || wanted == NULL ||
      !pd_ofd_certificate_has_digest (self->signer, method, pd_ofd_package_get (self->document, part), wanted,
                                      size))
    g_ptr_array_add (self->signature->changed, g_strdup (location != NULL ? location : "?"));
}

static gboolean
knows_method (const char *method)
{
  guint8 digest[PD_OFD_MAX_DIGEST];

  return pd_ofd_digest (method, (const guint8 *) "", 0, digest) > 0;
}

/* Every part that is listed, against what it was. */
static void
check_references (Check *self)
{
  const xmlNode *list = pd_xml_child (self->info, "References");
  g_autofree char *said = list != NULL ? pd_xml_attribute (list, "CheckMethod") : NULL;
  const char *method = said != NULL && *said != '\0' ? said : default_method;
  guint n = 0;

  if (list == NULL || !knows_method (method))
    {
      self->is_unreadable = TRUE;
      return;
    }
  for (const xmlNode *node = pd_xml_first (list); node != NULL; node = pd_xml_next (node))
    if (g_str_equal (pd_xml_name (node), "Reference"))
      {
        if (++n > MAX_REFERENCES)
          {
            self->is_unreadable = TRUE;
            return;
          }
        check_reference (self, node, method);
      }
  /* A signature that covers nothing proves nothing. */
  self->is_unreadable |= n == 0;
  self->is_changed |= self->signature->changed->len > 0;
}

/* The folder of all signatures changes whenever one is added. */
static void
count_uncovered (Check *self)
{
  g_autofree char *above = pd_ofd_package_folder (self->folder);
  g_autofree char *prefix =
      *above != '\0' ? g_strconcat (above, "/", NULL) : g_strconcat (self->folder, "/", NULL);
  GHashTableIter iter;
  gpointer part;

  g_hash_table_iter_init (&iter, self->document->parts);
  while (g_hash_table_iter_next (&iter, &part, NULL))
    if (!g_hash_table_contains (self->covered, part) && !g_str_has_prefix (part, prefix))
      self->signature->n_uncovered++;
}

/* "20201010151120", "20201116063601.779Z", "2020-10-10T15:11:20Z": in Chinese time unless it says otherwise. */
static gint64
read_time (const char *text)
{
  int n[6] = { 0, 1, 1, 0, 0, 0 };
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) moment = NULL;

  for (const char *at = text; at != NULL && *at != '\0' && *at != '.' && digits->len < 14; at++)
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
  if (digits->len < 8)
    return 0;
  while (digits->len < 14)
    g_string_append_c (digits, '0');
  sscanf (digits->str, "%4d%2d%2d%2d%2d%2d", &n[0], &n[1], &n[2], &n[3], &n[4], &n[5]);
  zone = strchr (text, 'Z') != NULL ? g_time_zone_new_utc () : g_time_zone_new_offset (8 * 3600);
  moment = g_date_time_new (zone, n[0], n[1], n[2], n[3], n[4], n[5]);
  return moment != NULL ? g_date_time_to_unix (moment) * G_USEC_PER_SEC : 0;
}

static void
describe (Check *self, PdOfdCertificate *certificate, GPtrArray *trusted)
{
  PdOfdSignature *signature = self->signature;

  g_free (signature->owner);
  g_free (signature->issuer);
  g_clear_pointer (&signature->certificate, g_bytes_unref);
  signature->certificate = pd_ofd_certificate_to_bytes (certificate);
  signature->owner = pd_ofd_certificate_get_owner (certificate);
  signature->issuer = pd_ofd_certificate_get_issuer (certificate);
  signature->valid_from = pd_ofd_certificate_get_start (certificate) * G_USEC_PER_SEC;
  signature->valid_until = pd_ofd_certificate_get_end (certificate) * G_USEC_PER_SEC;
  self->is_vouched_for = pd_ofd_certificate_is_vouched_for (certificate, trusted);
}

static gboolean
may_use_seal (const PdOfdSignedValue *value, PdOfdCertificate *certificate)
{
  for (guint i = 0; i < value->seal_owners->len; i++)
    {
      gsize size = 0;
      const guint8 *data = g_bytes_get_data (value->seal_owners->pdata[i], &size);

      if (pd_ofd_certificate_equals (certificate, data, size))
        return TRUE;
    }
  return value->seal_owners->len == 0;
}

static gboolean
signed_by (PdOfdCertificate *certificate, const PdOfdSignedValue *value, GBytes *message)
{
  gsize message_size = 0, size = 0;
  const guint8 *data = g_bytes_get_data (message, &message_size);
  const guint8 *bytes = g_bytes_get_data (value->signature, &size);

  return pd_ofd_certificate_signed (certificate, value->method, data, message_size, bytes, size);
}

/* Finds the certificate that made the signature: one that did not may have another key than the signer's. */
static void
check_signer (Check *self, PdOfdSignedValue *value, GPtrArray *trusted)
{
  gsize signature_size = 0;
  const guint8 *signature = g_bytes_get_data (value->signature, &signature_size);
  gboolean can_check = FALSE, is_signer = FALSE, has_signed_message = FALSE;

  for (guint i = 0; i < value->certificates->len && !is_signer; i++)
    {
      gsize size = 0;
      const guint8 *data = g_bytes_get_data (value->certificates->pdata[i], &size);
      PdOfdCertificate *certificate = pd_ofd_certificate_new (data, size);

      if (certificate == NULL)
        continue;
      can_check |= pd_ofd_certificate_can_check (certificate, signature, signature_size);
      has_signed_message = signed_by (certificate, value, value->message);
      is_signer =
          has_signed_message || (value->may_sign_content && signed_by (certificate, value, value->content));
      if (is_signer || self->signer == NULL)
        {
          describe (self, certificate, trusted);
          g_clear_pointer (&self->signer, pd_ofd_certificate_free);
          self->signer = g_steal_pointer (&certificate);
        }
      g_clear_pointer (&certificate, pd_ofd_certificate_free);
    }
  self->is_unreadable |= !can_check;
  self->is_changed |= can_check && (!is_signer || !may_use_seal (value, self->signer));
  /* What stands beside the content was not signed with it. */
  if (is_signer && !has_signed_message)
    {
      g_clear_pointer (&value->time, g_free);
      g_clear_pointer (&value->seal_name, g_free);
    }
}

static void
check_value (Check *self, GPtrArray *trusted)
{
  const char *part = pd_ofd_package_find_child (self->document, self->folder, self->root, "SignedValue");
  GBytes *bytes = pd_ofd_package_get (self->document, part);
  GBytes *file = pd_ofd_package_get (self->document, self->part);
  g_autoptr (PdOfdSignedValue) value = bytes != NULL ? pd_ofd_signed_value_new (bytes, file) : NULL;
  const xmlNode *time = pd_xml_child (self->info, "SignatureDateTime");
  g_autofree char *said = time != NULL ? pd_xml_text (time) : NULL;

  if (value != NULL)
    check_signer (self, value, trusted);
  self->signature->signed_at = read_time (value != NULL && value->time != NULL ? value->time : said);
  if (value == NULL)
    {
      /* A value that was taken away is a change; one that is there in a form unknown to us may be right. */
      self->is_changed |= bytes == NULL;
      self->is_unreadable = TRUE;
      return;
    }
  self->signature->seal_name = g_strdup (value->seal_name);
  if (value->digest != NULL)
    {
      gsize size = 0;
      const guint8 *digest = g_bytes_get_data (value->digest, &size);

      if (!pd_ofd_certificate_has_digest (self->signer, value->digest_method, value->content, digest, size))
        self->is_changed = TRUE;
    }
}

static PdOfdVerdict
judge (const Check *self, gint64 now)
{
  const PdOfdSignature *signature = self->signature;
  gint64 then = signature->signed_at != 0 ? signature->signed_at : now;

  if (self->is_changed)
    return PD_OFD_VERDICT_CHANGED;
  if (self->is_unreadable)
    return PD_OFD_VERDICT_UNREADABLE;
  if (then < signature->valid_from || then > signature->valid_until)
    return PD_OFD_VERDICT_EXPIRED;
  if (!self->is_vouched_for)
    return PD_OFD_VERDICT_UNKNOWN_SIGNER;
  return now > signature->valid_until ? PD_OFD_VERDICT_EXPIRED : PD_OFD_VERDICT_VALID;
}

static void
run_check (Check *self, GPtrArray *trusted)
{
  g_autoptr (PdXml) xml =
      *self->part != '\0' ? pd_ofd_package_parse (self->document, self->part, NULL) : NULL;

  self->root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  self->info = self->root != NULL ? pd_xml_child (self->root, "SignedInfo") : NULL;
  if (self->info == NULL)
    {
      self->signature->is_missing = TRUE;
      self->is_changed = TRUE;
      return;
    }
  check_value (self, trusted);
  check_references (self);
  count_uncovered (self);
}

static PdOfdSignature *
check_part (PdOfdDocument *document, const char *part, GPtrArray *trusted, gint64 now)
{
  PdOfdSignature *signature = g_new0 (PdOfdSignature, 1);
  Check check = { document, part, pd_ofd_package_folder (part), .signature = signature };

  signature->changed = g_ptr_array_new_with_free_func (g_free);
  check.covered = g_hash_table_new (g_str_hash, g_str_equal);
  run_check (&check, trusted);
  signature->verdict = judge (&check, now);
  g_hash_table_unref (check.covered);
  g_clear_pointer (&check.signer, pd_ofd_certificate_free);
  g_free (check.folder);
  return signature;
}

/* What the list of the signatures lost says none of those that are left. */
static void
doubt (PdOfdSignature *signature)
{
  signature->is_of_odd_list = TRUE;
  if (signature->verdict < PD_OFD_VERDICT_CHANGED)
    signature->verdict = PD_OFD_VERDICT_UNREADABLE;
}

static PdOfdSignature *
new_lost (void)
{
  PdOfdSignature *signature = g_new0 (PdOfdSignature, 1);

  signature->changed = g_ptr_array_new_with_free_func (g_free);
  return signature;
}

/**
 * pd_ofd_document_check_signatures:
 * @self: a document
 * @trusted: (nullable): of #GBytes, certificates in DER (of an issuer, or of a signer) that the office trusts
 * @now: microseconds since 1970
 * @cancellable: (nullable): stops between two signatures
 *
 * Checks every signature of the file: each part that it lists against its digest (SM3, SHA, MD5), its own bytes against
 * what was signed, and the signature (SM2, RSA) against the certificate in it; forms of GB/T 38540, GM/T 0031 and
 * PKCS #7. The list of the signatures is covered by none of them: where it is odd, none is called right. Whether an invoice is genuine only the tax bureau says.
 *
 * Returns: (transfer full): of #PdOfdSignature; empty where the file has none
 */
GPtrArray *
pd_ofd_document_check_signatures (PdOfdDocument *self,
                                  GPtrArray *trusted,
                                  gint64 now,
                                  GCancellable *cancellable)
{
  GPtrArray *signatures = g_ptr_array_new_with_free_func (signature_free);

  for (guint i = 0; i < self->bodies->len; i++)
    {
      const PdOfdBody *body = self->bodies->pdata[i];
      guint first = signatures->len;

      for (guint j = 0; j < body->signatures->len && signatures->len < MAX_SIGNATURES &&
                        !g_cancellable_is_cancelled (cancellable);
           j++)
        g_ptr_array_add (signatures, check_part (self, body->signatures->pdata[j], trusted, now));
      if (!body->has_odd_signatures)
        continue;
      if (body->signatures->len == 0)
        g_ptr_array_add (signatures, new_lost ());
      for (guint j = first; j < signatures->len; j++)
        doubt (signatures->pdata[j]);
    }
  return signatures;
}
