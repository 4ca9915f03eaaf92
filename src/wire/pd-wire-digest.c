/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire-digest.h"

#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Twice what a bucket holds at most when all buckets that may be asked for are full several times over. */
#define MAX_ENTRIES 100000
#define MAX_MONTHS 10000

/* Digest */

void
pd_wire_write_digest (GString *out, const PdDigest *digest)
{
  guint8 sum[PD_DIGEST_SIZE];
  g_autofree char *text = NULL;

  pd_digest_get_sum (digest, sum);
  text = pd_digest_hash_to_text (sum);
  g_string_append_printf (out, "\"count\":%" G_GINT64_FORMAT ",\"sum\":\"%s\"", digest->count, text);
}

gboolean
pd_wire_read_digest (const PdWireValue *node, const PdWirePath *path, PdDigest *digest, GError **error)
{
  const PdWireValue *object = pd_wire_object (node, path, error);
  const PdWirePath sum_path = { path, "sum", 0 };
  guint8 sum[PD_DIGEST_SIZE];
  const char *text;

  if (object == NULL || !pd_wire_get_count (object, "count", path, TRUE, &digest->count, error) ||
      !pd_wire_get_string (object, "sum", path, TRUE, &text, error))
    return FALSE;
  if (pd_digest_hash_from_text (text, sum))
    {
      pd_digest_set_sum (digest, sum);
      return TRUE;
    }
  pd_wire_field_error (error, &sum_path, _ ("This value is not known here."));
  return FALSE;
}

PdWireDigest *
pd_wire_digest_new (void)
{
  PdWireDigest *digest = g_new0 (PdWireDigest, 1);

  digest->buckets = g_array_new (FALSE, TRUE, sizeof (PdDigest));
  return digest;
}

void
pd_wire_digest_free (PdWireDigest *digest)
{
  g_free (digest->epoch);
  g_free (digest->next);
  g_strfreev (digest->types);
  g_array_unref (digest->buckets);
  g_free (digest);
}

static void
write_start (GString *out, const char *epoch, gint64 head)
{
  g_string_append_printf (out, "{\"format\":%d,\"epoch\":", PD_WIRE_FORMAT);
  pd_wire_write_string (out, epoch);
  g_string_append_printf (out, ",\"head\":%" G_GINT64_FORMAT, head);
}

static const PdWireValue *
read_start (const PdWireDocument *document, char **epoch, gint64 *head, GError **error)
{
  const PdWireValue *object =
      document != NULL ? pd_wire_object (pd_wire_document_root (document), NULL, error) : NULL;
  const char *text;

  if (object == NULL || !pd_wire_check_format (object, NULL, error) ||
      !pd_wire_get_string (object, "epoch", NULL, TRUE, &text, error) ||
      !pd_wire_get_count (object, "head", NULL, TRUE, head, error))
    return NULL;
  *epoch = g_strdup (text);
  return object;
}

/** pd_wire_digest_to_text: Returns: (transfer full): the body of the answer */
char *
pd_wire_digest_to_text (const PdWireDigest *digest)
{
  GString *out = g_string_new (NULL);

  write_start (out, digest->epoch, digest->head);
  g_string_append (out, ",\"next\":");
  pd_wire_write_string (out, digest->next);
  pd_wire_write_types (out, digest->types);
  g_string_append (out, ",\"buckets\":[");
  for (guint i = 0; i < digest->buckets->len; i++)
    {
      g_string_append (out, i > 0 ? ",{" : "{");
      pd_wire_write_digest (out, &g_array_index (digest->buckets, PdDigest, i));
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}

/** pd_wire_digest_from_text: Returns: (transfer full) (nullable): the answer; %NULL when it is not one */
PdWireDigest *
pd_wire_digest_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);
  g_autoptr (PdWireDigest) digest = pd_wire_digest_new ();
  const PdWireValue *object = read_start (document, &digest->epoch, &digest->head, error);
  const PdWirePath array_path = { NULL, "buckets", 0 };
  const PdWireValue *array, *value;
  PdWireIter iter;
  const char *next;

  if (object == NULL || !pd_wire_get_string (object, "next", NULL, TRUE, &next, error) ||
      !pd_wire_read_types (object, &digest->types, error))
    return NULL;
  digest->next = g_strdup (next);
  array = pd_wire_array (pd_wire_value_member (object, "buckets"), &array_path, PD_DIGEST_MAX_BUCKETS, error);
  if (array == NULL)
    return NULL;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &value); i++)
    {
      const PdWirePath path = { &array_path, NULL, i };
      PdDigest bucket;

      if (!pd_wire_read_digest (value, &path, &bucket, error))
        return NULL;
      g_array_append_val (digest->buckets, bucket);
    }
  return g_steal_pointer (&digest);
}

/* Bucket */

PdWireDigestEntry *
pd_wire_digest_entry_copy (const PdWireDigestEntry *entry)
{
  PdWireDigestEntry *copy = g_memdup2 (entry, sizeof *entry);

  copy->id = g_strdup (entry->id);
  return copy;
}

void
pd_wire_digest_entry_free (PdWireDigestEntry *entry)
{
  g_free (entry->id);
  g_free (entry);
}

PdWireBucket *
pd_wire_bucket_new (void)
{
  PdWireBucket *bucket = g_new0 (PdWireBucket, 1);

  bucket->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_digest_entry_free);
  return bucket;
}

void
pd_wire_bucket_free (PdWireBucket *bucket)
{
  g_free (bucket->epoch);
  g_strfreev (bucket->types);
  g_ptr_array_unref (bucket->entries);
  g_free (bucket);
}

/** pd_wire_bucket_to_text: Returns: (transfer full): the body of the answer */
char *
pd_wire_bucket_to_text (const PdWireBucket *bucket)
{
  GString *out = g_string_new (NULL);

  write_start (out, bucket->epoch, bucket->head);
  pd_wire_write_types (out, bucket->types);
  g_string_append (out, ",\"records\":[");
  for (guint i = 0; i < bucket->entries->len; i++)
    {
      const PdWireDigestEntry *entry = g_ptr_array_index (bucket->entries, i);
      g_autofree char *hash = pd_digest_hash_to_text (entry->hash);

      g_string_append_printf (out,
                              "%s{\"type\":\"%s\",\"id\":\"%s\",\"revision\":%" G_GINT64_FORMAT
                              ",\"hash\":\"%s\"}",
                              i > 0 ? "," : "", entry->type->name, entry->id, entry->revision, hash);
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}

/* @entry: (out) (nullable): NULL for a type that only a newer version knows */
static gboolean
read_entry (const PdWireValue *node, const PdWirePath *path, PdWireDigestEntry **entry, GError **error)
{
  const PdWireValue *object = pd_wire_object (node, path, error);
  const PdWirePath hash_path = { path, "hash", 0 };
  PdWireDigestEntry read = { 0 };
  const char *type, *id, *hash;

  *entry = NULL;
  if (object == NULL || !pd_wire_get_string (object, "type", path, TRUE, &type, error) ||
      !pd_wire_get_id (object, "id", path, &id, error) ||
      !pd_wire_get_count (object, "revision", path, TRUE, &read.revision, error) ||
      !pd_wire_get_string (object, "hash", path, TRUE, &hash, error))
    return FALSE;
  if (!pd_digest_hash_from_text (hash, read.hash))
    {
      pd_wire_field_error (error, &hash_path, _ ("This value is not known here."));
      return FALSE;
    }
  read.type = pd_record_type_find (type);
  if (read.type == NULL)
    return TRUE;
  read.id = g_strdup (id);
  *entry = g_memdup2 (&read, sizeof read);
  return TRUE;
}

/** pd_wire_bucket_from_text: Returns: (transfer full) (nullable): the answer; %NULL when it is not one */
PdWireBucket *
pd_wire_bucket_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);
  g_autoptr (PdWireBucket) bucket = pd_wire_bucket_new ();
  const PdWireValue *object = read_start (document, &bucket->epoch, &bucket->head, error);
  const PdWirePath array_path = { NULL, "records", 0 };
  const PdWireValue *array, *value;
  PdWireIter iter;

  if (object == NULL || !pd_wire_read_types (object, &bucket->types, error))
    return NULL;
  array = pd_wire_array (pd_wire_value_member (object, "records"), &array_path, MAX_ENTRIES, error);
  if (array == NULL)
    return NULL;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &value); i++)
    {
      const PdWirePath path = { &array_path, NULL, i };
      PdWireDigestEntry *entry;

      if (!read_entry (value, &path, &entry, error))
        return NULL;
      if (entry != NULL)
        g_ptr_array_add (bucket->entries, entry);
    }
  return g_steal_pointer (&bucket);
}

/* Summary */

static void
month_free (gpointer data)
{
  PdWireMonth *month = data;

  g_free (month->type);
  g_free (month->month);
  g_free (month);
}

PdWireSummary *
pd_wire_summary_new (void)
{
  PdWireSummary *summary = g_new0 (PdWireSummary, 1);

  summary->months = g_ptr_array_new_with_free_func (month_free);
  return summary;
}

void
pd_wire_summary_free (PdWireSummary *summary)
{
  g_free (summary->epoch);
  g_ptr_array_unref (summary->months);
  g_free (summary);
}

void
pd_wire_summary_add (PdWireSummary *summary, const char *type, const char *month, gint64 count, gint64 total)
{
  const PdWireMonth row = { g_strdup (type), g_strdup (month), count, total };

  g_ptr_array_add (summary->months, g_memdup2 (&row, sizeof row));
}

/** pd_wire_summary_to_text: Returns: (transfer full): the body of the answer */
char *
pd_wire_summary_to_text (const PdWireSummary *summary)
{
  GString *out = g_string_new (NULL);

  write_start (out, summary->epoch, summary->head);
  g_string_append (out, ",\"months\":[");
  for (guint i = 0; i < summary->months->len; i++)
    {
      const PdWireMonth *month = g_ptr_array_index (summary->months, i);

      g_string_append (out, i > 0 ? ",{\"type\":" : "{\"type\":");
      pd_wire_write_string (out, month->type);
      g_string_append (out, ",\"month\":");
      pd_wire_write_string (out, month->month);
      g_string_append_printf (out, ",\"count\":%" G_GINT64_FORMAT ",\"total\":%" G_GINT64_FORMAT "}",
                              month->count, month->total);
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}

/** pd_wire_summary_from_text: Returns: (transfer full) (nullable): the answer; %NULL when it is not one */
PdWireSummary *
pd_wire_summary_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);
  g_autoptr (PdWireSummary) summary = pd_wire_summary_new ();
  const PdWireValue *object = read_start (document, &summary->epoch, &summary->head, error);
  const PdWirePath array_path = { NULL, "months", 0 };
  const PdWireValue *array, *value;
  PdWireIter iter;

  if (object == NULL)
    return NULL;
  array = pd_wire_array (pd_wire_value_member (object, "months"), &array_path, MAX_MONTHS, error);
  if (array == NULL)
    return NULL;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &value); i++)
    {
      const PdWirePath path = { &array_path, NULL, i };
      const PdWireValue *row = pd_wire_object (value, &path, error);
      const char *type, *month;
      gint64 count, total;

      if (row == NULL || !pd_wire_get_string (row, "type", &path, TRUE, &type, error) ||
          !pd_wire_get_string (row, "month", &path, TRUE, &month, error) ||
          !pd_wire_get_count (row, "count", &path, TRUE, &count, error) ||
          !pd_wire_get_integer (row, "total", &path, TRUE, &total, error))
        return NULL;
      pd_wire_summary_add (summary, type, month, count, total);
    }
  return g_steal_pointer (&summary);
}
