/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include <string.h>

#include "document/pd-statement.h"
#include "document/pd-tracking-file.h"
#include "document/xlsx-fixture.h"
#include "model/pd-date.h"
#include "model/pd-money.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-statement-match.h"
#include "wire/pd-wire.h"

/*
 * What banks and carriers export. The first byte of an input says what the rest is: "s" a statement and "t" tracking events
 * as CSV, "S" and "T" the rows of a workbook's sheet. A statement is held against open orders, events are entered in an order.
 */

const FuzzTarget fuzz_target = { .name = "table",
                                 .is_text = TRUE,
                                 .max_size = 16 * 1024,
                                 .max_time = 4 * G_TIME_SPAN_SECOND };

#define MAX_PARCELS 20

static void
assert_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* --- statements */

static void
look_at_line (const PdStatementLine *line, GHashTable *keys)
{
  const char *const texts[] = { line->counterparty, line->account, line->reference,
                                line->order,        line->remark,  line->key };
  g_autofree char *date = NULL;

  g_assert_true (pd_date_canonicalize (line->date, &date, NULL));
  g_assert_cmpstr (date, ==, line->date);
  g_assert_true (*line->time == '\0' || strlen (line->time) == strlen ("HH:MM:SS"));
  g_assert_cmpint (line->amount, !=, 0);
  g_assert_cmpint (ABS (line->amount), <=, PD_MONEY_MAX);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_text (texts[i]);
  g_assert_true (g_hash_table_add (keys, line->key));
}

/* Each line has one verdict, whose orders are there; what decides names whom it pays. */
static void
match (const PdStatement *statement, GHashTable *known)
{
  static const PdOpenOrder orders[] = {
    { "a", "S-2026-001", "样例公司", 11300 },
    { "b", "S-2026-002", "样例公司", 1000 },
    { "c", "S-2026-0021", "李华", 1000 },
    { "d", "7", "", 12300 },
  };
  g_autoptr (GPtrArray) all = pd_statement_match (statement->lines, orders, G_N_ELEMENTS (orders), known);

  g_assert_cmpuint (all->len, ==, statement->lines->len);
  for (guint i = 0; i < all->len; i++)
    {
      const PdStatementMatch *one = all->pdata[i];
      const PdStatementLine *line = statement->lines->pdata[i];
      g_autofree char *sentence = pd_statement_match_sentence (one, orders);

      assert_text (sentence);
      for (guint j = 0; j < one->orders->len; j++)
        g_assert_cmpuint (g_array_index (one->orders, guint, j), <, G_N_ELEMENTS (orders));
      if (one->state == PD_MATCH_DECIDED)
        g_assert_true (line->amount > 0 && one->orders->len > 0);
      if (g_hash_table_contains (known, line->key))
        g_assert_cmpint (one->state, ==, PD_MATCH_KNOWN);
    }
}

static void
try_statement (PdSheetBook *book)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStatement) statement = pd_statement_read (book, &error);

  g_assert_true ((statement == NULL) == (error != NULL));
  if (statement == NULL)
    return;
  for (guint i = 0; i < statement->lines->len; i++)
    look_at_line (statement->lines->pdata[i], keys);
  for (guint i = 0; i < statement->problems->len; i++)
    assert_text (((PdStatementProblem *) statement->problems->pdata[i])->sentence);
  match (statement, none);
  match (statement, keys);
}

/* --- tracking events */

/* (transfer full): an order with parcels of the numbers that the file names, as far as a parcel can have them */
static PdRecord *
order_with_parcels (const GPtrArray *events)
{
  PdRecord *order = pd_record_new (&pd_order_type, "01900000-0000-7000-8000-000000000001");
  glong limit = (glong) pd_parcel_type.fields[PD_PARCEL_TRACKING_NUMBER].limit;

  for (guint i = 0; i < MIN (events->len, MAX_PARCELS); i++)
    {
      const PdTrackingEvent *event = events->pdata[i];
      g_autofree char *id = g_strdup_printf ("01900000-0000-7000-8000-0000000001%02u", i);
      PdRecord *parcel;

      if (g_utf8_strlen (event->number, -1) > limit)
        continue;
      parcel = pd_record_new (&pd_parcel_type, id);
      pd_record_set_text (parcel, PD_PARCEL_TRACKING_NUMBER, event->number);
      pd_record_add_line (order, PD_ORDER_LIST_PARCELS, parcel);
    }
  return order;
}

/* An event is entered once, and what was entered is a record that can be sent. */
static void
enter (const GPtrArray *events)
{
  g_autoptr (PdRecord) order = order_with_parcels (events), again = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MIN (events->len, MAX_PARCELS); i++)
    {
      PdTrackingOutcome first = pd_tracking_take (order, events->pdata[i]);

      g_assert_cmpint (pd_tracking_take (order, events->pdata[i]), ==,
                       first == PD_TRACKING_UNMATCHED ? first : PD_TRACKING_KNOWN);
    }
  text = pd_wire_record_to_text (order);
  again = pd_wire_record_from_text (text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (pd_record_equal (order, again));
}

static void
look_at_event (const PdTrackingEvent *event)
{
  g_autofree char *number = pd_tracking_fold_number (event->number);

  g_assert_cmpuint (strlen (number), >, 0);
  g_assert_nonnull (event->kind);
  assert_text (event->number);
  assert_text (event->place);
  assert_text (event->text);
}

static void
try_tracking (PdSheetBook *book)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdTrackingFile) file = pd_tracking_file_read (book, &error);

  g_assert_true ((file == NULL) == (error != NULL));
  if (file == NULL)
    return;
  for (guint i = 0; i < file->events->len; i++)
    look_at_event (file->events->pdata[i]);
  for (guint i = 0; i < file->problems->len; i++)
    assert_text (((PdTrackingProblem *) file->problems->pdata[i])->sentence);
  enter (file->events);
}

/* --- */

static GBytes *
zip_sheet (const char *rows)
{
  g_autoptr (XlsxFixture) fixture = xlsx_fixture_new ();

  xlsx_fixture_add_sheet (fixture, "Sheet1", "visible", rows);
  return xlsx_fixture_zip (fixture);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  char what = size > 0 ? (char) data[0] : 's';
  gboolean is_workbook = what == 'S' || what == 'T';
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data + 1, size - 1) : g_strdup ("");
  g_autoptr (GBytes) bytes = is_workbook ? zip_sheet (text)
                             : size > 0  ? g_bytes_new (data + 1, size - 1)
                                         : g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdSheetBook) book =
      pd_sheet_book_load (bytes, is_workbook ? "export.xlsx" : "export.csv", NULL, &error);

  g_assert_true ((book == NULL) == (error != NULL));
  if (book == NULL)
    return 0;
  if (what == 't' || what == 'T')
    try_tracking (book);
  else
    try_statement (book);
  return 0;
}
