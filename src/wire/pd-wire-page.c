/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire.h"

#include "wire/pd-wire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More than any platform has. */
#define MAX_TYPES 256

/* One page of changes: record lines, and the trailer without which it counts for nothing. */

/**
 * pd_wire_departure_new:
 * @type: a type of record
 * @id: the record's id
 * @stream: the stream that it belongs to no more
 * @revision: its revision since
 *
 * Returns: (transfer full): that a record has left a stream, which is no deletion
 */
PdWireDeparture *
pd_wire_departure_new (const PdRecordType *type, const char *id, const char *stream, gint64 revision)
{
  PdWireDeparture *departure = g_new0 (PdWireDeparture, 1);

  departure->type = type;
  departure->id = g_strdup (id);
  departure->stream = g_strdup (stream);
  departure->revision = revision;
  return departure;
}

void
pd_wire_departure_free (PdWireDeparture *departure)
{
  g_free (departure->id);
  g_free (departure->stream);
  g_free (departure);
}

/** pd_wire_write_departure: writes a departure as a line of a page, without the newline. */
void
pd_wire_write_departure (GString *out, const PdWireDeparture *departure)
{
  g_string_append_printf (out,
                          "{\"evict\":true,\"type\":\"%s\",\"id\":\"%s\",\"stream\":", departure->type->name,
                          departure->id);
  pd_wire_write_string (out, departure->stream);
  g_string_append_printf (out, ",\"revision\":%" G_GINT64_FORMAT "}", departure->revision);
}

PdWirePage *
pd_wire_page_new (void)
{
  PdWirePage *page = g_new0 (PdWirePage, 1);

  page->records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  page->departures = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_departure_free);
  page->results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  return page;
}

void
pd_wire_page_free (PdWirePage *page)
{
  g_ptr_array_unref (page->records);
  g_ptr_array_unref (page->departures);
  g_ptr_array_unref (page->results);
  g_clear_pointer (&page->digests, g_hash_table_unref);
  g_strfreev (page->types);
  g_free (page->hashes);
  g_free (page->epoch);
  g_free (page->next);
  g_free (page);
}

/**
 * pd_wire_page_hash_records:
 * @page: a page whose records are complete
 *
 * Computes what each record adds to a digest: in the thread that reads the page, since the one that writes is busier.
 */
void
pd_wire_page_hash_records (PdWirePage *page)
{
  g_free (page->hashes);
  page->hashes = g_malloc (MAX (page->records->len, 1) * PD_DIGEST_SIZE);
  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);
      g_autofree char *content = pd_wire_record_content_hash (record);

      pd_digest_hash (pd_record_get_id (record), pd_record_get_revision (record), content,
                      page->hashes + i * PD_DIGEST_SIZE);
    }
}

/**
 * pd_wire_page_set_digest:
 * @page: a page that ends at the head
 * @stream: the name of a stream that the one who asked may read
 * @digest: of all the platform's records in it
 */
void
pd_wire_page_set_digest (PdWirePage *page, const char *stream, const PdDigest *digest)
{
  if (page->digests == NULL)
    page->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (page->digests, g_strdup (stream), g_memdup2 (digest, sizeof *digest));
}

/* The whole first; by stream for a reader that keeps some of them, or does not know all types. */
static void
write_digests (GString *out, GHashTable *digests)
{
  g_autoptr (GList) streams = g_list_sort (g_hash_table_get_keys (digests), (GCompareFunc) strcmp);
  PdDigest whole = { 0 };

  for (GList *stream = streams; stream != NULL; stream = stream->next)
    pd_digest_merge (&whole, g_hash_table_lookup (digests, stream->data));
  g_string_append (out, ",\"digest\":{");
  pd_wire_write_digest (out, &whole);
  g_string_append (out, ",\"streams\":{");
  for (GList *stream = streams; stream != NULL; stream = stream->next)
    {
      g_string_append (out, stream == streams ? "" : ",");
      pd_wire_write_string (out, stream->data);
      g_string_append (out, ":{");
      pd_wire_write_digest (out, g_hash_table_lookup (digests, stream->data));
      g_string_append_c (out, '}');
    }
  g_string_append (out, "}}");
}

/** pd_wire_write_types: @types: (nullable): what the one who asked may read. Writes the member, with a comma before. */
void
pd_wire_write_types (GString *out, const GStrv types)
{
  if (types == NULL)
    return;
  g_string_append (out, ",\"types\":[");
  for (guint i = 0; types[i] != NULL; i++)
    {
      g_string_append (out, i == 0 ? "" : ",");
      pd_wire_write_string (out, types[i]);
    }
  g_string_append_c (out, ']');
}

/**
 * pd_wire_write_page_end:
 * @out: the page's record lines, each with its newline
 * @page: what the trailer says; its records are not looked at
 * @count: how many record lines there are
 *
 * Writes the line without which a client takes nothing of the page.
 */
void
pd_wire_write_page_end (GString *out, const PdWirePage *page, guint count)
{
  g_string_append_printf (out, "{\"end\":true,\"format\":%d,\"count\":%u,\"epoch\":", PD_WIRE_FORMAT, count);
  pd_wire_write_string (out, page->epoch);
  g_string_append (out, ",\"next\":");
  pd_wire_write_string (out, page->next);
  g_string_append_printf (out,
                          ",\"last\":%" G_GINT64_FORMAT ",\"head\":%" G_GINT64_FORMAT
                          ",\"more\":%s,\"acknowledged\":%" G_GINT64_FORMAT ",\"results\":",
                          page->last, page->head, page->more ? "true" : "false", page->acknowledged);
  pd_wire_write_results (out, page->results);
  pd_wire_write_types (out, page->types);
  if (page->digests != NULL)
    write_digests (out, page->digests);
  g_string_append (out, "}\n");
}

/** pd_wire_read_types: @types: (out) (transfer full) (nullable): %NULL when nothing is said. Returns: %FALSE on failure */
gboolean
pd_wire_read_types (const PdWireValue *object, GStrv *types, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const PdWirePath path = { NULL, "types", 0 };
  const PdWireValue *array, *value;
  PdWireIter iter;

  if (!pd_wire_has_value (object, "types"))
    return TRUE;
  array = pd_wire_array (pd_wire_value_member (object, "types"), &path, MAX_TYPES, error);
  if (array == NULL)
    return FALSE;
  pd_wire_iter_init (&iter, array);
  for (guint i = 0; pd_wire_iter_next (&iter, NULL, &value); i++)
    {
      const PdWirePath type_path = { &path, NULL, i };

      if (pd_wire_value_text (value) == NULL)
        {
          pd_wire_field_error (error, &type_path, _ ("A text is expected."));
          return FALSE;
        }
      g_strv_builder_add (names, pd_wire_value_text (value));
    }
  *types = g_strv_builder_end (names);
  return TRUE;
}

static gboolean
read_digests (PdWirePage *page, const PdWireValue *object, GError **error)
{
  const PdWirePath path = { NULL, "digest", 0 }, streams_path = { &path, "streams", 0 };
  const PdWireValue *digest, *streams, *value;
  const char *name;
  PdWireIter iter;

  if (!pd_wire_has_value (object, "digest"))
    return TRUE;
  digest = pd_wire_object (pd_wire_value_member (object, "digest"), &path, error);
  if (digest == NULL)
    return FALSE;
  if (!pd_wire_has_value (digest, "streams"))
    return TRUE;
  streams = pd_wire_object (pd_wire_value_member (digest, "streams"), &streams_path, error);
  if (streams == NULL)
    return FALSE;
  page->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  pd_wire_iter_init (&iter, streams);
  while (pd_wire_iter_next (&iter, &name, &value))
    {
      const PdWirePath stream_path = { &streams_path, name, 0 };
      PdDigest of_stream;

      if (!pd_wire_read_digest (value, &stream_path, &of_stream, error))
        return FALSE;
      pd_wire_page_set_digest (page, name, &of_stream);
    }
  return TRUE;
}

static gboolean
read_page_end (PdWirePage *page, const PdWireValue *object, guint count, GError **error)
{
  const char *epoch, *next;
  gint64 stated;
  GPtrArray *results;

  if (!pd_wire_check_format (object, NULL, error) ||
      !pd_wire_get_count (object, "count", NULL, TRUE, &stated, error) ||
      !pd_wire_get_string (object, "epoch", NULL, TRUE, &epoch, error) ||
      !pd_wire_get_string (object, "next", NULL, TRUE, &next, error) ||
      !pd_wire_get_count (object, "head", NULL, TRUE, &page->head, error) ||
      !pd_wire_get_count (object, "acknowledged", NULL, FALSE, &page->acknowledged, error) ||
      !pd_wire_get_boolean (object, "more", NULL, &page->more, error))
    return FALSE;
  page->last = page->head;
  if (!pd_wire_get_count (object, "last", NULL, page->more, &page->last, error) ||
      !pd_wire_read_types (object, &page->types, error) || !read_digests (page, object, error))
    return FALSE;
  if (stated != (gint64) count)
    {
      pd_wire_field_error (error, &(PdWirePath){ NULL, "count", 0 }, _ ("The page arrived incomplete."));
      return FALSE;
    }
  results = pd_wire_read_results (object, NULL, error);
  if (results == NULL)
    return FALSE;
  g_ptr_array_unref (page->results);
  page->results = results;
  page->epoch = g_strdup (epoch);
  page->next = g_strdup (next);
  return TRUE;
}

/* A record has a type; a newer version's record may well have a field "end". */
static gboolean
is_page_end (const PdWireValue *value)
{
  return pd_wire_value_member (value, "end") != NULL && pd_wire_value_member (value, "type") == NULL;
}

static gboolean
is_departure (const PdWireValue *value)
{
  return pd_wire_value_member (value, "evict") != NULL && pd_wire_value_member (value, "stream") != NULL;
}

static gboolean
read_departure (PdWirePage *page, const PdWireValue *object, const PdWirePath *path, GError **error)
{
  const char *type, *id, *stream;
  gint64 revision;

  if (!pd_wire_get_string (object, "type", path, TRUE, &type, error) ||
      !pd_wire_get_id (object, "id", path, &id, error) ||
      !pd_wire_get_string (object, "stream", path, TRUE, &stream, error) ||
      !pd_wire_get_count (object, "revision", path, TRUE, &revision, error))
    return FALSE;
  if (pd_record_type_find (type) != NULL)
    g_ptr_array_add (page->departures,
                     pd_wire_departure_new (pd_record_type_find (type), id, stream, revision));
  return TRUE;
}

/* A type that only a newer version knows is left to that version; everything else must be right. */
static gboolean
read_page_record (PdWirePage *page, const PdWireValue *value, guint index, GError **error)
{
  const PdWirePath records = { NULL, "records", 0 }, path = { &records, NULL, index };
  const PdWireValue *object = pd_wire_object (value, &path, error);
  const char *type;
  PdRecord *record;

  if (object != NULL && is_departure (object))
    return read_departure (page, object, &path, error);
  if (object == NULL || !pd_wire_get_string (object, "type", &path, TRUE, &type, error))
    return FALSE;
  if (pd_record_type_find (type) == NULL)
    return TRUE;
  record = pd_wire_read_record (value, &path, error);
  if (record == NULL)
    return FALSE;
  g_ptr_array_add (page->records, record);
  return TRUE;
}

/**
 * pd_wire_page_from_text:
 * @text: the answer to a request for changes: a record a line, then the trailer
 * @length: its bytes, -1 when it ends with a NUL
 * @error: return location for a #PdWireError
 *
 * Takes the page whole or not at all: a trailer that is missing or counts otherwise means that it was cut off.
 *
 * Returns: (transfer full): the page, or %NULL
 */
PdWirePage *
pd_wire_page_from_text (const char *text, gssize length, GError **error)
{
  const char *end = text + (length < 0 ? (gssize) strlen (text) : length);
  g_autoptr (PdWirePage) page = pd_wire_page_new ();

  for (guint count = 0; text < end; count++)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      g_autoptr (PdWireDocument) document = NULL;
      const PdWireValue *value;

      if (newline == NULL)
        break;
      document = pd_wire_parse (text, newline - text, error);
      if (document == NULL)
        return NULL;
      value = pd_wire_document_root (document);
      text = newline + 1;
      if (is_page_end (value))
        {
          if (text != end)
            break;
          return read_page_end (page, value, count, error) ? g_steal_pointer (&page) : NULL;
        }
      if (!read_page_record (page, value, count, error))
        return NULL;
    }
  pd_wire_field_error (error, &(PdWirePath){ NULL, "end", 0 }, _ ("The page arrived incomplete."));
  return NULL;
}
