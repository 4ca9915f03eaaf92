/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include <string.h>

#include "reading/pd-read-private.h"
#include "reading/pd-reading-json.h"
#include "reading/pd-signature-private.h"
#include "zip-fixture.h"

/*
 * The first byte of an input says what the rest is: "x" an XML file, "o" the parts of an OFD, each below a line
 * "== NAME", which are zipped here, "t" text of a page, a line each: x, y, width and height, then the words, "j" what
 * the reader's process may answer, "s" a signed PDF, and anything else any file. Poppler is not ours: of a PDF only what
 * we read ourselves is, the signatures that Poppler does not know.
 */

const FuzzTarget fuzz_target = { .name = "reading",
                                 .is_text = TRUE,
                                 .max_size = 16 * 1024,
                                 .max_time = 2 * G_TIME_SPAN_SECOND };

#define PART "== "
#define MAX_PARTS 30

/* Whatever was read can travel to another process and says the same there; every value is of its field's kind. */
static void
look_at (const PdReading *reading)
{
  g_autoptr (JsonNode) node = pd_reading_to_json (reading);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) again = pd_reading_from_json (node, &error);
  g_autoptr (JsonNode) second = NULL;
  g_autofree char *same = NULL;

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  second = pd_reading_to_json (again);
  same = json_to_string (second, FALSE);
  g_assert_cmpstr (text, ==, same);
  g_assert_cmpuint (pd_reading_get_lines (reading)->len, <=, PD_READING_MAX_LINES);
  g_assert_cmpuint (pd_reading_get_warnings (reading)->len, <=, PD_READING_MAX_WARNINGS);
}

static void
try_file (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = NULL;

  if (g_strcmp0 (pd_read_format (bytes), "pdf") == 0)
    return;
  reading = pd_read_invoice (bytes, "a", NULL, &error);
  g_assert_true ((reading == NULL) == (error != NULL));
  if (reading != NULL)
    look_at (reading);
}

static GBytes *
zip_parts (const char *text)
{
  g_autoptr (ZipFixture) fixture = zip_fixture_new ();
  g_auto (GStrv) parts = g_strsplit (text, PART, MAX_PARTS);

  for (guint i = 1; i < g_strv_length (parts); i++)
    {
      char *newline = strchr (parts[i], '\n');

      if (newline == NULL)
        continue;
      *newline = '\0';
      zip_fixture_add (fixture, parts[i], newline + 1);
    }
  return zip_fixture_to_bytes (fixture);
}

static void
try_text (const char *text)
{
  g_autoptr (PdReading) reading = pd_reading_new ("a", "pdf");
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2000);
  PdTextPage *page = pd_text_page_new (595, 397);

  g_ptr_array_add (pages, page);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *at = lines[i];
      double box[4];

      for (guint j = 0; j < G_N_ELEMENTS (box); j++)
        box[j] = g_ascii_strtod (at, &at);
      pd_text_page_add (page, box[0], box[1], box[0] + box[2], box[1] + box[3], at);
    }
  pd_read_text_pages (reading, pages, PD_READING_SOURCE_TEXT);
  pd_reading_settle (reading);
  look_at (reading);
}

static void
try_answer (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (PdReading) reading = node != NULL ? pd_reading_from_json (node, NULL) : NULL;

  if (reading != NULL)
    look_at (reading);
}

static const char *
find (const char *from, const char *end, const char *word)
{
  return from != NULL ? memmem (from, (gsize) (end - from), word, strlen (word)) : NULL;
}

/* Whatever the ranges say, the first signature is checked as if it was of all the rest. */
static void
try_signature (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *end = data + size;
  const char *at = size > 0 ? find (data, end, "/ByteRange") : NULL;
  const char *gap = find (find (at, end, "/Contents"), end, "<");
  const char *after = find (gap, end, ">");
  g_autoptr (GPtrArray) signatures = pd_signatures_of_pdf (NULL, bytes, NULL);
  g_autoptr (PdSignature) signature = g_new0 (PdSignature, 1);

  g_assert_cmpint (pd_signatures_verdict (signatures), !=, PD_SIGNATURE_VALID);
  if (after == NULL)
    return;

  PdSignatureRange range = { (gsize) (at - data), (gsize) (gap - data), (gsize) (after + 1 - data), size };

  signature->verdict = PD_SIGNATURE_BROKEN;
  pd_signature_check_own (signature, bytes, &range);
  g_assert_cmpint (signature->verdict, >=, PD_SIGNATURE_UNKNOWN_SIGNER);
  g_assert_true (signature->signer == NULL || g_utf8_validate (signature->signer, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = size > 0 ? g_bytes_new (data + 1, size - 1) : g_bytes_new (NULL, 0);
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data + 1, size - 1) : g_strdup ("");
  g_autoptr (GBytes) zip = NULL;

  switch (size > 0 ? data[0] : '-')
    {
    case 'o':
      zip = zip_parts (text);
      try_file (zip);
      break;
    case 't':
      try_text (text);
      break;
    case 'j':
      try_answer (text);
      break;
    case 's':
      try_signature (bytes);
      break;
    default:
      try_file (bytes);
    }
  return 0;
}
