/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include "wire/pd-wire-digest.h"
#include "wire/pd-wire-lost.h"
#include "wire/pd-wire.h"

#include <string.h>

/*
 * The first byte of an input says which reader takes the rest. What is accepted must say the same when it is written and
 * read again, and must not have grown beyond what escapes explain.
 */

const FuzzTarget fuzz_target = { .name = "wire",
                                 .is_text = TRUE,
                                 .max_size = 64 * 1024,
                                 .max_time = G_TIME_SPAN_SECOND };

/* "\n" becomes "\u000a", and what is left out may be written out. */
#define MAX_GROWTH 8
#define MAX_ADDED 4096

/** Write: reads a text and writes what it read; NULL with an error when it is refused. */
typedef char *(*Write) (const char *text, gssize length, GError **error);

static char *
write_document (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, length, error);

  return document != NULL ? pd_wire_value_to_text (pd_wire_document_root (document)) : NULL;
}

/* One content, one hash: whatever the order of its lines, and whether what is empty is written. */
static void
assert_hash_is_stable (const PdRecord *record)
{
  g_autoptr (PdRecord) turned = pd_record_copy (record);
  g_autofree char *hash = pd_wire_record_content_hash (record), *other = NULL;
  const PdRecordType *type = pd_record_get_record_type (record);

  pd_record_set_unknown (turned, "zzz_of_a_newer_version", "null");
  pd_record_set_revision (turned, 7);
  pd_record_set_sequence (turned, 8);
  for (guint list = 0; list < type->n_lists; list++)
    {
      GPtrArray *lines = pd_record_get_list (turned, list);

      if (lines->len < 2)
        continue;
      g_ptr_array_add (lines, g_ptr_array_steal_index (lines, 0));
    }
  other = pd_wire_record_content_hash (turned);
  g_assert_cmpstr (hash, ==, other);
}

static char *
write_record (const char *text, gssize length, GError **error)
{
  g_autoptr (PdRecord) record = pd_wire_record_from_text (text, length, error), again = NULL, derived = NULL;
  g_autofree char *written = record != NULL ? pd_wire_record_to_text (record) : NULL;
  g_autofree char *hash = NULL, *same_hash = NULL;

  if (record == NULL)
    return NULL;
  again = pd_wire_record_from_text (written, -1, NULL);
  g_assert_nonnull (again);
  g_assert_true (pd_record_equal (record, again));
  hash = pd_wire_record_content_hash (record);
  same_hash = pd_wire_record_content_hash (again);
  g_assert_cmpstr (hash, ==, same_hash);
  assert_hash_is_stable (record);
  derived = pd_record_copy (record);
  pd_record_derive (derived);
  return g_steal_pointer (&written);
}

/* The type's name, a newline, the patch. */
static char *
write_patch (const char *text, gssize length, GError **error)
{
  const char *newline = memchr (text, '\n', (gsize) length);
  g_autofree char *name = g_strndup (text, newline != NULL ? (gsize) (newline - text) : 0);
  const PdRecordType *type = pd_record_type_find (name);
  g_autofree char *rest =
      newline != NULL ? g_strndup (newline + 1, (gsize) (text + length - newline - 1)) : NULL;
  g_autoptr (PdPatch) patch = NULL, folded = NULL;
  g_autoptr (PdRecord) record = NULL, changed = NULL;
  g_autofree char *written = NULL;

  if (type == NULL)
    {
      g_set_error_literal (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD, "no type");
      return NULL;
    }
  patch = pd_wire_patch_from_text (type, rest, error);
  if (patch == NULL)
    return NULL;
  record = pd_record_new (type, "00000000-0000-7000-8000-000000000001");
  changed = pd_patch_apply (patch, record, NULL);
  folded = pd_patch_fold (patch, patch);
  written = pd_wire_patch_to_text (patch);
  return g_strdup_printf ("%s\n%s", name, written);
}

static char *
write_mutation (const char *text, gssize length, GError **error)
{
  g_autoptr (PdMutation) mutation = pd_wire_mutation_from_text (text, length, error);

  return mutation != NULL ? pd_wire_mutation_to_text (mutation) : NULL;
}

static char *
write_push (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWirePush) push = pd_wire_push_from_text (text, length, error);

  if (push == NULL)
    return NULL;
  for (guint i = 0; i < push->entries->len; i++)
    {
      const PdWireEntry *entry = g_ptr_array_index (push->entries, i);

      g_assert_true ((entry->mutation != NULL) == (entry->message == NULL));
      g_assert_cmpuint (strlen (entry->payload_hash), ==, 64);
    }
  return pd_wire_push_to_text (push);
}

static char *
write_result (const char *text, gssize length, GError **error)
{
  g_autoptr (GPtrArray) results = pd_wire_results_from_text (text, length, error);

  return results != NULL ? pd_wire_results_to_text (results) : NULL;
}

static char *
write_page (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_from_text (text, length, error);
  GString *out = page != NULL ? g_string_new (NULL) : NULL;

  if (page == NULL)
    return NULL;
  for (guint i = 0; i < page->records->len; i++)
    {
      pd_wire_write_record (out, g_ptr_array_index (page->records, i));
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < page->departures->len; i++)
    {
      pd_wire_write_departure (out, g_ptr_array_index (page->departures, i));
      g_string_append_c (out, '\n');
    }
  pd_wire_write_page_end (out, page, page->records->len + page->departures->len);
  return g_string_free (out, FALSE);
}

static char *
write_digest (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireDigest) digest = pd_wire_digest_from_text (text, length, error);

  return digest != NULL ? pd_wire_digest_to_text (digest) : NULL;
}

static char *
write_bucket (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireBucket) bucket = pd_wire_bucket_from_text (text, length, error);

  return bucket != NULL ? pd_wire_bucket_to_text (bucket) : NULL;
}

static char *
write_summary (const char *text, gssize length, GError **error)
{
  g_autoptr (PdWireSummary) summary = pd_wire_summary_from_text (text, length, error);

  return summary != NULL ? pd_wire_summary_to_text (summary) : NULL;
}

static char *
write_lost (const char *text, gssize length, GError **error)
{
  g_autofree char *epoch = NULL;
  g_autoptr (GPtrArray) all = pd_wire_lost_from_text (text, length, &epoch, error);

  return all != NULL ? pd_wire_lost_to_text (epoch, all) : NULL;
}

static const struct
{
  char letter;
  Write write;
} readers[] = { { 'v', write_document }, { 'r', write_record }, { 'p', write_patch },
                { 'm', write_mutation }, { 'q', write_push },   { 's', write_result },
                { 'g', write_page },     { 'd', write_digest }, { 'b', write_bucket },
                { 'y', write_summary },  { 'l', write_lost } };

static Write
find_reader (guint8 letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    if ((guint8) readers[i].letter == letter)
      return readers[i].write;
  return readers[letter % G_N_ELEMENTS (readers)].write;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL, *again = NULL;
  Write write;

  if (size == 0)
    return 0;
  write = find_reader (data[0]);
  written = write ((const char *) data + 1, (gssize) size - 1, &error);
  g_assert_cmpint (written == NULL, ==, error != NULL);
  if (written == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_cmpuint (strlen (written), <=, MAX_GROWTH * size + MAX_ADDED);
  again = write (written, (gssize) strlen (written), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (written, ==, again);
  return 0;
}
