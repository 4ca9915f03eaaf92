/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates of orders in the cache, and what happens when the platform has gone on with one that is changed here. */
#include "store-fixture.h"

#include "model/pd-id.h"
#include "model/pd-order-template.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-templates.h"
#include "wire/pd-wire-template.h"

static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_open (fixture);
}

static void
tear_down (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
}

static PdRecord *
new_template (StoreFixture *fixture, const char *name)
{
  g_autofree char *id = pd_id_new (++fixture->now);
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "甲公司", "维护费");
  PdRecord *order_template = pd_record_new (&pd_order_template_type, id);

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_NAME, name);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_EVERY, PD_RECURRENCE_MONTH);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_START_DATE, "2026-11-30");
  pd_wire_template_take_order (order_template, order);
  return order_template;
}

static PdRecord *
get (StoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  PdRecord *record = pd_store_get_record (fixture->session, &pd_order_template_type, id, &error);

  g_assert_no_error (error);
  return record;
}

static PdRowState
state (StoreFixture *fixture, const char *id)
{
  return pd_store_get_row_state (fixture->session, &pd_order_template_type, id, NULL, NULL);
}

static void
assert_names (StoreFixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) templates = pd_store_order_templates (fixture->session, NULL, &error);
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < templates->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", pd_record_get_title (templates->pdata[i]));
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_list (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) second = new_template (fixture, "b");
  g_autoptr (PdRecord) third = new_template (fixture, "c");
  g_autoptr (PdRecord) first = new_template (fixture, "a");
  g_autoptr (PdRecord) kept = NULL;

  assert_names (fixture, "");
  store_fixture_save (fixture, second);
  store_fixture_save (fixture, third);
  store_fixture_save (fixture, first);
  assert_names (fixture, "a b c");
  pd_store_delete_record (fixture->session, &pd_order_template_type, pd_record_get_id (second), fixture->now,
                          &error);
  g_assert_no_error (error);
  assert_names (fixture, "a c");
  kept = get (fixture, pd_record_get_id (first));
  g_assert_true (pd_record_field_equal (first, kept, PD_ORDER_TEMPLATE_CONTENT));
}

/* As the platform has it. */
static PdRecord *
remote (const PdRecord *order_template, gint64 revision, guint field, const char *text)
{
  PdRecord *record = pd_record_copy (order_template);

  pd_record_set_revision (record, revision);
  pd_record_set_sequence (record, revision);
  pd_record_set_text (record, field, text);
  return record;
}

/* The platform makes an order while somebody without a network renames and pauses the template: both count. */
static void
test_goes_on_meanwhile (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = new_template (fixture, "维护费");
  const char *id = pd_record_get_id (order_template);
  g_autoptr (PdRecord) first = remote (order_template, 1, PD_ORDER_TEMPLATE_NAME, "维护费");
  g_autoptr (PdRecord) made = remote (order_template, 2, PD_ORDER_TEMPLATE_PASSED_DATE, "2026-11-30");
  g_autoptr (PdRecord) mine = NULL, after = NULL;

  store_fixture_take_at (fixture, first, 1);
  g_assert_cmpint (state (fixture, id), ==, PD_ROW_CLEAN);
  mine = get (fixture, id);
  pd_record_set_text (mine, PD_ORDER_TEMPLATE_NAME, "年费");
  pd_record_set_flag (mine, PD_ORDER_TEMPLATE_PAUSED, TRUE);
  store_fixture_save (fixture, mine);
  store_fixture_take_at (fixture, made, 2);
  g_assert_cmpint (state (fixture, id), ==, PD_ROW_WAITING);
  after = get (fixture, id);
  g_assert_cmpstr (pd_record_get_title (after), ==, "年费");
  g_assert_true (pd_record_get_flag (after, PD_ORDER_TEMPLATE_PAUSED));
  g_assert_cmpstr (pd_record_get_text (after, PD_ORDER_TEMPLATE_PASSED_DATE), ==, "2026-11-30");
}

/* Two people give it other dates: no mixture of the two becomes orders that nobody wanted. */
static void
test_dates_clash (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = new_template (fixture, "维护费");
  const char *id = pd_record_get_id (order_template);
  g_autoptr (PdRecord) first = remote (order_template, 1, PD_ORDER_TEMPLATE_NAME, "维护费");
  g_autoptr (PdRecord) theirs = remote (order_template, 2, PD_ORDER_TEMPLATE_EVERY, PD_RECURRENCE_WEEK);
  g_autoptr (PdRecord) mine = NULL;

  store_fixture_take_at (fixture, first, 1);
  mine = get (fixture, id);
  pd_record_set_text (mine, PD_ORDER_TEMPLATE_START_DATE, "2026-12-31");
  store_fixture_save (fixture, mine);
  store_fixture_take_at (fixture, theirs, 2);
  g_assert_cmpint (state (fixture, id), ==, PD_ROW_CONFLICT);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict WHERE decision = 0"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/store/templates/" name, StoreFixture, NULL, set_up, function, tear_down)
  ADD ("list", test_list);
  ADD ("goes-on-meanwhile", test_goes_on_meanwhile);
  ADD ("dates-clash", test_dates_clash);
#undef ADD
  return g_test_run ();
}
