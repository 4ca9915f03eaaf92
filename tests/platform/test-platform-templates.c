/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders that come again: on their dates, once each, whoever was off, paused or killed. */
#include "platform/pd-platform-templates.h"

#include "model/pd-id.h"
#include "model/pd-order.h"
#include "platform/order-office.h"
#include "wire/pd-wire-template.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Noon of a day in China, when it is the same day everywhere. */
static void
set_today (Office *office, const char *date)
{
  g_autofree char *text = g_strconcat (date, "T04:00:00Z", NULL);
  g_autoptr (GDateTime) noon = g_date_time_new_from_iso8601 (text, NULL);

  office->f->now = g_date_time_to_unix (noon) * G_TIME_SPAN_SECOND;
}

static guint
make (Office *office)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  pd_platform_make_due_orders (office->f->platform, &n, &error);
  g_assert_no_error (error);
  return n;
}

/* The desktop's token ends after a while. */
static char *
token (Office *office)
{
  return fixture_sign_in (office->f, 0, "clerk");
}

static PdResult *
push (Office *office, PdMutation *mutation)
{
  g_autofree char *clerk = token (office);

  return fixture_do (office->f, clerk, mutation);
}

static PdRecord *
new_template (Office *office, const char *every, const char *start)
{
  g_autofree char *id = pd_id_new (office->f->now);
  g_autoptr (PdRecord) order = fixture_order (office->f, "G-1");
  PdRecord *order_template = pd_record_new (&pd_order_template_type, id);

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_NAME, "维护费");
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_EVERY, every);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_START_DATE, start);
  pd_wire_template_take_order (order_template, order);
  return order_template;
}

/* (transfer full): as the platform has it */
static PdRecord *
add_template (Office *office, const char *every, const char *start)
{
  g_autoptr (PdRecord) order_template = new_template (office, every, start);

  return office_taken (push (office, fixture_create (office->f, order_template)));
}

static void
change (Office *office, PdRecord **order_template, const PdRecord *after)
{
  PdRecord *saved = office_taken (push (office, fixture_patch (office->f, *order_template, after)));

  pd_record_unref (*order_template);
  *order_template = saved;
}

/* What only the platform says is not taken from a client. */
static void
test_platforms_own (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = new_template (office, PD_RECURRENCE_WEEK, "2026-11-20");
  g_autoptr (PdRecord) saved = NULL;

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_PASSED_DATE, "2030-01-01");
  saved = office_taken (push (office, fixture_create (office->f, order_template)));
  g_assert_false (pd_record_has (saved, PD_ORDER_TEMPLATE_PASSED_DATE));
}

static PdRecord *
get (Office *office, const char *id)
{
  g_autofree char *clerk = token (office);

  return fixture_get (office->f, clerk, id);
}

/* The dates of the orders that there are of templates, in the order in which they were made. */
static char *
dates (Office *office)
{
  g_autofree char *clerk = token (office);
  g_autoptr (PdWirePage) page = fixture_pull (office->f, clerk, "limit=1000");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);
      g_autofree char *origin = NULL;

      if (pd_record_get_record_type (record) != &pd_order_type || pd_record_is_deleted (record))
        continue;
      origin = pd_order_template_of_order (record);
      if (origin == NULL)
        continue;
      g_assert_true (g_hash_table_add (numbers, (gpointer) pd_record_get_title (record)));
      g_assert_cmpint (pd_record_get_integer (record, PD_ORDER_GROSS_AMOUNT), ==, 23500);
      g_assert_cmpstr (pd_record_get_state (record), ==, PD_ORDER_STATE_OPEN);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                              pd_record_get_text (record, PD_ORDER_DATE));
    }
  return g_strdup (text->str);
}

static void
assert_dates (Office *office, const char *expected)
{
  g_autofree char *made = dates (office);

  g_assert_cmpstr (made, ==, expected);
}

static void
test_on_its_dates (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = add_template (office, PD_RECURRENCE_MONTH, "2026-11-30");

  g_assert_cmpuint (make (office), ==, 0);
  set_today (office, "2026-11-29");
  g_assert_cmpuint (make (office), ==, 0);
  set_today (office, "2026-11-30");
  g_assert_cmpuint (make (office), ==, 1);
  g_assert_cmpuint (make (office), ==, 0);
  fixture_restart (office->f);
  g_assert_cmpuint (make (office), ==, 0);
  assert_dates (office, "2026-11-30");
  /* In China the day begins eight hours earlier. */
  set_today (office, "2026-12-30");
  office->f->now -= 12 * G_TIME_SPAN_HOUR + G_TIME_SPAN_SECOND;
  g_assert_cmpuint (make (office), ==, 0);
  office->f->now += G_TIME_SPAN_SECOND;
  g_assert_cmpuint (make (office), ==, 1);
  assert_dates (office, "2026-11-30 2026-12-30");
}

/* Weeks without the platform: an order for each date, none forgotten, none twice. */
static void
test_missed (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = add_template (office, PD_RECURRENCE_WEEK, "2026-11-06");
  g_autoptr (PdRecord) after = NULL;

  g_assert_cmpuint (make (office), ==, 1);
  fixture_close (office->f);
  set_today (office, "2026-12-05");
  fixture_open (office->f);
  g_assert_cmpuint (make (office), ==, 4);
  g_assert_cmpuint (make (office), ==, 0);
  assert_dates (office, "2026-11-06 2026-11-13 2026-11-20 2026-11-27 2026-12-04");
  after = get (office, pd_record_get_id (order_template));
  g_assert_cmpstr (pd_record_get_text (after, PD_ORDER_TEMPLATE_PASSED_DATE), ==, "2026-12-04");
  g_assert_false (pd_record_has (after, PD_ORDER_TEMPLATE_TROUBLE));
}

static void
test_too_many (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = add_template (office, PD_RECURRENCE_MONTH, "2026-11-30");
  g_autoptr (PdRecord) after = NULL, later = NULL;

  set_today (office, "2028-12-31");
  g_assert_cmpuint (make (office), ==, PD_PLATFORM_TEMPLATE_MAX_MISSED);
  assert_dates (office,
                "2028-01-30 2028-02-29 2028-03-30 2028-04-30 2028-05-30 2028-06-30 2028-07-30 2028-08-30 "
                "2028-09-30 2028-10-30 2028-11-30 2028-12-30");
  after = get (office, pd_record_get_id (order_template));
  g_assert_nonnull (strstr (pd_record_get_text (after, PD_ORDER_TEMPLATE_TROUBLE), "2027-12-30"));
  set_today (office, "2029-01-30");
  g_assert_cmpuint (make (office), ==, 1);
  later = get (office, pd_record_get_id (order_template));
  g_assert_false (pd_record_has (later, PD_ORDER_TEMPLATE_TROUBLE));
}

static void
test_until (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = new_template (office, PD_RECURRENCE_WEEK, "2026-11-06");
  g_autoptr (PdRecord) saved = NULL, longer = NULL;

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE, "2026-11-13");
  saved = office_taken (push (office, fixture_create (office->f, order_template)));
  set_today (office, "2026-12-01");
  g_assert_cmpuint (make (office), ==, 2);
  set_today (office, "2026-12-03");
  g_assert_cmpuint (make (office), ==, 0);
  /* What had ended goes on, but not with what has passed meanwhile. */
  pd_record_unref (saved);
  saved = get (office, pd_record_get_id (order_template));
  longer = pd_record_copy (saved);
  pd_record_clear (longer, PD_ORDER_TEMPLATE_UNTIL_DATE);
  change (office, &saved, longer);
  g_assert_cmpuint (make (office), ==, 0);
  set_today (office, "2026-12-04");
  g_assert_cmpuint (make (office), ==, 1);
  assert_dates (office, "2026-11-06 2026-11-13 2026-12-04");
}

static void
test_paused (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = add_template (office, PD_RECURRENCE_WEEK, "2026-11-06");
  g_autoptr (PdRecord) current = NULL, paused = NULL, running = NULL;

  g_assert_cmpuint (make (office), ==, 1);
  current = get (office, pd_record_get_id (order_template));
  paused = pd_record_copy (current);
  pd_record_set_flag (paused, PD_ORDER_TEMPLATE_PAUSED, TRUE);
  change (office, &current, paused);
  set_today (office, "2026-11-28");
  g_assert_cmpuint (make (office), ==, 0);
  running = pd_record_copy (current);
  pd_record_set_flag (running, PD_ORDER_TEMPLATE_PAUSED, FALSE);
  change (office, &current, running);
  g_assert_cmpuint (make (office), ==, 0);
  set_today (office, "2026-12-05");
  g_assert_cmpuint (make (office), ==, 1);
  assert_dates (office, "2026-11-06 2026-12-04");
}

/* Who entered it without a network meant the first date that was said then. */
static void
test_entered_late (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order_template = NULL;

  set_today (office, "2026-11-10");
  order_template = add_template (office, PD_RECURRENCE_WEEK, "2026-11-06");
  g_assert_cmpuint (make (office), ==, 1);
  assert_dates (office, "2026-11-06");
}

/* By hand only, deleted, of another date: none is made. A change of the dates counts from what was made. */
static void
test_none (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) by_hand = add_template (office, NULL, NULL);
  g_autoptr (PdRecord) deleted = add_template (office, PD_RECURRENCE_WEEK, "2026-11-08");
  g_autoptr (PdRecord) moved = add_template (office, PD_RECURRENCE_WEEK, "2026-11-08");
  g_autoptr (PdRecord) after = pd_record_copy (moved);

  pd_result_free (push (office, fixture_mutation (office->f, PD_MUTATION_DELETE, deleted)));
  pd_record_set_text (after, PD_ORDER_TEMPLATE_START_DATE, "2026-11-09");
  change (office, &moved, after);
  g_assert_cmpuint (make (office), ==, 0);
  set_today (office, "2026-11-10");
  g_assert_cmpuint (make (office), ==, 1);
  assert_dates (office, "2026-11-09");
}

static void
assert_refused (Office *office, PdMutation *mutation, const char *path)
{
  PdResult *result = push (office, mutation);

  g_assert_cmpstr (result->path, ==, path);
  office_assert_refused (result, PD_OUTCOME_REJECTED, "invalid");
}

static void
test_refused (Office *office, gconstpointer data)
{
  static const char *const contents[] = { "x", "{}", "{\"type\":\"order\",\"id\":\"x\"}" };
  g_autoptr (PdRecord) order_template = new_template (office, PD_RECURRENCE_WEEK, "2026-11-06");
  g_autoptr (PdRecord) saved = NULL, changed = NULL;

  office_assert_refused (fixture_do (office->f, office_token (office, "warehouse"),
                                     fixture_create (office->f, order_template)),
                         PD_OUTCOME_REJECTED, "forbidden");
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (PdRecord) bad = pd_record_copy (order_template);

      pd_record_set_text (bad, PD_ORDER_TEMPLATE_CONTENT, contents[i]);
      assert_refused (office, fixture_create (office->f, bad), "content");
    }
  saved = office_taken (push (office, fixture_create (office->f, order_template)));
  changed = pd_record_copy (saved);
  pd_record_set_text (changed, PD_ORDER_TEMPLATE_CONTENT, "{}");
  assert_refused (office, fixture_patch (office->f, saved, changed), "content");
}

/* A made order that somebody deleted, or changed, is not made again: also by a platform that forgot that it made it. */
static void
test_restored (Office *office, gconstpointer data)
{
  g_autofree char *database = g_build_filename (office->f->folder, "platform.sqlite", NULL);
  g_autofree char *kept = NULL;
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (PdRecord) order_template = add_template (office, PD_RECURRENCE_WEEK, "2026-11-06");
  gsize length = 0;

  fixture_close (office->f);
  g_assert_true (g_file_get_contents (database, &kept, &length, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *clerk = NULL;
      g_autoptr (PdWirePage) page = NULL;
      GString *text = g_string_new (NULL);

      g_assert_true (g_file_set_contents (database, kept, (gssize) length, NULL));
      fixture_open (office->f);
      g_assert_cmpuint (make (office), ==, 1);
      clerk = token (office);
      page = fixture_pull (office->f, clerk, "limit=1000");
      for (guint j = 0; j < page->records->len; j++)
        if (pd_record_get_record_type (g_ptr_array_index (page->records, j)) == &pd_order_type)
          pd_wire_write_record (text, g_ptr_array_index (page->records, j));
      *(i == 0 ? &first : &second) = g_string_free (text, FALSE);
      fixture_close (office->f);
    }
  g_assert_cmpstr (first, ==, second);
  fixture_open (office->f);
}

/* Written so far, in the process that is to be killed. */
static guint n_written, kill_at;

static void
count_cb (const char *tenant, gpointer data)
{
  if (++n_written == kill_at)
    _exit (7);
}

/* Returns whether it was killed. */
static gboolean
make_and_be_killed (Office *office, guint at)
{
  int status = 0;
  pid_t child;

  fixture_close (office->f);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      kill_at = at;
      fixture_open (office->f);
      pd_platform_watch (office->f->platform, count_cb, NULL);
      make (office);
      fixture_close (office->f);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  fixture_open (office->f);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status) == 7;
}

static void
test_killed (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) one = add_template (office, PD_RECURRENCE_WEEK, "2026-11-06");
  g_autoptr (PdRecord) other = add_template (office, PD_RECURRENCE_WEEK, "2026-11-07");
  g_autofree char *made = NULL;
  guint at = 1;

  set_today (office, "2026-11-21");
  /* Ever later, until all is done: three dates and two, and both templates. */
  while (make_and_be_killed (office, at))
    at++;
  g_assert_cmpuint (at, >, 1);
  g_assert_cmpuint (make (office), ==, 0);
  made = dates (office);
  g_assert_cmpuint (strlen (made), ==, 6 * strlen ("2026-11-06 ") - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/platform/templates/" name, Office, NULL, office_set_up, function, office_tear_down)
  ADD ("on-its-dates", test_on_its_dates);
  ADD ("missed", test_missed);
  ADD ("too-many", test_too_many);
  ADD ("until", test_until);
  ADD ("paused", test_paused);
  ADD ("entered-late", test_entered_late);
  ADD ("none", test_none);
  ADD ("refused", test_refused);
  ADD ("platforms-own", test_platforms_own);
  ADD ("restored", test_restored);
  ADD ("killed", test_killed);
#undef ADD
  return g_test_run ();
}
