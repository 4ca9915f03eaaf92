/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>

#include "model/pd-bureau-comparison.h"
#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-training.h"
#include "platform/platform-fixture.h"

/* The bureau's door, while the bureau is open in this process: what the program wrote, without its line's end. */
static gboolean
door (const char *folder, char **out, const char *command)
{
  g_autofree char *program =
      g_test_build_filename (G_TEST_BUILT, "..", "src", "platform", "piaodan-platform", NULL);
  g_autofree char *line = g_strdup_printf ("%s sandbox --data %s %s", program, folder, command);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_test_message ("%s", command);
  g_spawn_command_line_sync (line, &text, NULL, &status, &error);
  g_assert_no_error (error);
  if (out != NULL)
    *out = g_strdup (g_strchomp (text));
  return g_spawn_check_wait_status (status, NULL);
}

static PdGatewaySessionState
ask_session (PdGateway *bureau, PdGatewaySessionAction action)
{
  g_autoptr (PdGatewaySession) session = pd_gateway_session (bureau, action, NULL, NULL);

  return session->state;
}

static gint64
ask_quota (PdGateway *bureau)
{
  g_autoptr (PdGatewayQuota) quota = pd_gateway_quota (bureau, FALSE, NULL);

  return quota->total;
}

static void
test_door (void)
{
  g_autofree char *folder = g_dir_make_tmp ("piaodan-door-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (PdGateway) bureau = NULL;
  g_autofree char *number = NULL;
  g_autofree char *form = NULL;
  g_autofree char *list = NULL;
  g_autofree char *forms = NULL;
  g_autofree char *say = NULL;

  g_assert_false (door (folder, NULL, "list"));
  bureau = pd_platform_training_bureau (folder, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask_session (bureau, PD_GATEWAY_SESSION_ASK), ==, PD_GATEWAY_SESSION_IN);
  g_assert_true (door (folder, NULL, "sign-out"));
  g_assert_cmpint (ask_session (bureau, PD_GATEWAY_SESSION_ASK), ==, PD_GATEWAY_SESSION_OUT);
  g_assert_false (door (folder, NULL, "scan"));
  g_assert_cmpint (ask_session (bureau, PD_GATEWAY_SESSION_START_QR), ==, PD_GATEWAY_SESSION_CODE);
  g_assert_true (door (folder, NULL, "scan"));
  g_assert_cmpint (ask_session (bureau, PD_GATEWAY_SESSION_ASK), ==, PD_GATEWAY_SESSION_IN);
  g_assert_true (door (folder, NULL, "quota 12345.67"));
  g_assert_cmpint (ask_quota (bureau), ==, 1234567);
  g_assert_true (door (folder, NULL, "fault session:html 2"));
  g_assert_cmpint (ask_session (bureau, PD_GATEWAY_SESSION_ASK), ==, PD_GATEWAY_SESSION_UNKNOWN);
  g_assert_false (door (folder, NULL, "fault flood"));
  g_assert_false (door (folder, NULL, "review sometimes"));
  g_assert_true (door (folder, NULL, "review hand"));
  g_assert_true (door (folder, NULL, "slow 5"));
  g_assert_false (door (folder, NULL, "approve PD"));
  g_assert_false (door (folder, NULL, "nothing"));
  g_assert_false (door (folder, NULL, "book"));

  g_assert_true (door (folder, &number, "receive 113.00"));
  g_assert_true (door (folder, &form, (say = g_strdup_printf ("inbound %s 04", number))));
  g_assert_cmpuint (strlen (form), ==, 20);
  g_assert_true (door (folder, &list, "list --json"));
  g_assert_true (json_parser_load_from_data (parser, list, -1, &error));
  g_assert_nonnull (strstr (list, number));
  g_assert_true (door (folder, &forms, "forms --json"));
  g_assert_true (json_parser_load_from_data (parser, forms, -1, &error));
  g_assert_nonnull (strstr (forms, form));
  g_free (say);
  say = g_strdup_printf ("confirm %s", form);
  g_assert_false (door (folder, NULL, say));
  g_free (say);
  say = g_strdup_printf ("withdraw %s", form);
  g_assert_true (door (folder, NULL, say));
  g_assert_false (door (folder, NULL, say));
}

static PdRecord *
read_bureau (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  PdRecord *bureau = NULL;

  g_assert_true (pd_platform_read_bureau (f->platform, f->tenants[0], &bureau, &error));
  g_assert_no_error (error);
  return bureau;
}

/* Everybody is signed out: what is asked for waits, the code is shown, and one scan sends all of it. */
static void
test_sign_in (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *finance = fixture_sign_in (f, 0, "finance");
  g_autofree char *clerk = fixture_sign_in (f, 0, "clerk");

  f->signs_in = TRUE;
  fixture_restart (f);
  pd_gateway_sandbox_sign_out (f->bureau, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);
      g_autoptr (PdRecord) order = fixture_order (f, number);
      g_autoptr (PdResult) created = fixture_do (f, clerk, fixture_create (f, order));
      g_autoptr (PdResult) issued = fixture_do (f, finance, fixture_command (f, created->record, "issue"));

      g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
    }
  fixture_work (f);
  g_assert_cmpuint (fixture_count_legal (f), ==, 0);

  g_autoptr (PdRecord) out = read_bureau (f);

  g_assert_cmpstr (pd_record_get_text (out, PD_BUREAU_SESSION), ==, PD_BUREAU_SESSION_OUT);

  g_autoptr (PdResult) asked = fixture_do (f, finance, fixture_command (f, out, "sign_in"));

  g_assert_cmpstr (pd_outcome_name (asked->outcome), ==, "ok");
  fixture_work (f);

  g_autoptr (PdRecord) shown = read_bureau (f);

  g_assert_cmpstr (pd_record_get_text (shown, PD_BUREAU_SESSION), ==, PD_BUREAU_SESSION_CODE);
  g_assert_nonnull (pd_record_get_text (shown, PD_BUREAU_QR_CODE));
  g_assert_true (pd_gateway_sandbox_scan (f->bureau, NULL));
  f->now += G_TIME_SPAN_MINUTE;
  fixture_work (f);

  g_autoptr (PdRecord) in = read_bureau (f);

  g_assert_cmpstr (pd_record_get_text (in, PD_BUREAU_SESSION), ==, PD_BUREAU_SESSION_IN);
  g_assert_cmpuint (fixture_count_legal (f), ==, 3);
  fixture_free (f);
}

static PdRecord *
issue (Fixture *f, const char *finance)
{
  g_autoptr (PdRecord) order = fixture_order (f, "D-1");
  g_autoptr (PdResult) created = fixture_do (f, finance, fixture_create (f, order));
  g_autoptr (PdResult) issued = fixture_do (f, finance, fixture_command (f, created->record, "issue"));

  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  fixture_work (f);
  return fixture_get (f, finance, pd_record_get_text (issued->record, PD_ORDER_INVOICE_ID));
}

static void
work_for (Fixture *f, gint64 time)
{
  for (gint64 until = f->now + time; f->now < until; f->now += 10 * G_TIME_SPAN_SECOND)
    fixture_work (f);
}

static void
assert_reversed (Fixture *f, const char *finance, const char *form_id, const PdRecord *blue)
{
  g_autoptr (PdRecord) form = fixture_get (f, finance, form_id);
  g_autoptr (PdRecord) after = fixture_get (f, finance, pd_record_get_id (blue));
  g_autoptr (PdRecord) red = NULL;

  g_assert_cmpstr (pd_record_get_state (form), ==, "issued");
  red = fixture_get (f, finance, pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID));
  g_assert_cmpstr (pd_record_get_text (red, PD_INVOICE_NUMBER), ==,
                   pd_record_get_text (form, PD_RED_FORM_RED_NUMBER));
  g_assert_true (pd_record_has (red, PD_INVOICE_PDF_HASH));
  g_assert_true (pd_record_has (red, PD_INVOICE_XML_HASH));
  g_assert_true (pd_reversal_is_complete (after));
  g_assert_cmpuint (fixture_count_legal (f), ==, 2);
}

/* We enter a form, alone or with the buyer's word; the bureau checks it with rules of its own, and agrees. */
static void
test_reversed (gconstpointer data)
{
  gboolean booked = GPOINTER_TO_INT (data);
  Fixture *f = fixture_new ();
  g_autofree char *finance = fixture_sign_in (f, 0, "finance");
  g_autoptr (PdRecord) blue = issue (f, finance);
  g_autofree char *id = pd_id_new (f->now += 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) form =
      pd_reversal_new_form (blue, NULL, PD_RED_FORM_REASON_MISTAKE, NULL, 0, id, "2026-11-22", &error);

  g_assert_no_error (error);
  if (booked)
    g_assert_true (pd_gateway_sandbox_book (f->bureau, pd_record_get_text (blue, PD_INVOICE_NUMBER), NULL));

  g_autoptr (PdResult) created = fixture_do (f, finance, fixture_create (f, form));
  g_autoptr (PdResult) applied = fixture_do (f, finance, fixture_command (f, created->record, "apply"));

  g_assert_cmpstr (pd_outcome_name (applied->outcome), ==, "ok");
  fixture_work (f);
  if (booked)
    {
      g_autoptr (PdRecord) waiting = fixture_get (f, finance, id);

      g_assert_cmpstr (pd_record_get_text (waiting, PD_RED_FORM_STATUS), ==, "02");
      g_assert_true (pd_gateway_sandbox_say (f->bureau, pd_record_get_text (waiting, PD_RED_FORM_NUMBER),
                                             PD_GATEWAY_SANDBOX_CONFIRM, NULL));
    }
  work_for (f, 10 * G_TIME_SPAN_MINUTE);
  assert_reversed (f, finance, id, blue);
  fixture_free (f);
}

static PdBureauComparison *
compare (Fixture *f, const char *finance, const char *span, const char *outcome)
{
  g_autoptr (PdRecord) bureau = read_bureau (f);
  g_autoptr (PdRecord) after = NULL;
  PdMutation *mutation = fixture_command (f, bureau, "compare");
  g_autoptr (PdResult) asked = NULL;

  mutation->reason = g_strdup (span);
  asked = fixture_do (f, finance, mutation);
  g_assert_cmpstr (asked->outcome == PD_OUTCOME_OK ? "ok" : asked->code, ==, outcome);
  fixture_work (f);
  after = read_bureau (f);
  return pd_bureau_comparison_from_text (pd_record_get_text (after, PD_BUREAU_COMPARED));
}

/* An invoice that somebody made at the bureau beside us, one that a person only says is there, and one whose amount is not
 * the bureau's. */
static void
make_strangers (Fixture *f, const char *finance, const PdRecord *blue)
{
  g_autoptr (PdRecord) other = pd_record_copy (blue);
  const PdGatewayRequest request = { .key = "PDANOTHERDESKATBUREA", .invoice = other, .province = 44 };
  g_autoptr (PdGatewayAnswer) answer = pd_gateway_submit (f->bureau, &request, NULL);
  g_autoptr (GError) error = NULL;
  PdPlatformChange change = { .platform = f->platform, .tenant = f->tenants[0], .now = f->now };
  g_autofree char *id = pd_id_new (f->now += 1000);
  g_autoptr (PdRecord) lost = pd_record_new (&pd_invoice_type, id);
  g_autoptr (PdRecord) wrong = pd_record_copy (blue);

  g_assert_cmpint (answer->state, ==, PD_GATEWAY_ISSUED);
  for (guint field = 0; field < PD_INVOICE_N_FIELDS; field++)
    pd_record_copy_field (lost, blue, field);
  pd_record_set_text (lost, PD_INVOICE_NUMBER, "26442000000099999999");
  g_assert_true (pd_platform_sql_script (f->platform->sql, "BEGIN IMMEDIATE", &error));
  pd_record_set_integer (wrong, PD_INVOICE_GROSS_AMOUNT,
                         pd_record_get_integer (blue, PD_INVOICE_GROSS_AMOUNT) + 1);
  g_assert_true (pd_platform_write_record (&change, lost, &error));
  g_assert_true (pd_platform_write_record (&change, wrong, &error));
  g_assert_true (pd_platform_sql_script (f->platform->sql, "COMMIT", &error));
}

/* The provider's list beside ours: what only one of them has is told, and nothing is changed. */
static void
test_compared (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *finance = fixture_sign_in (f, 0, "finance");
  g_autofree char *clerk = fixture_sign_in (f, 0, "clerk");
  g_autoptr (PdRecord) blue = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdBureauComparison) same = NULL, differs = NULL, old = NULL, none = NULL, refused = NULL;

  g_assert_true (pd_platform_sql_script (f->platform->sql, "BEGIN IMMEDIATE", &error));
  g_assert_true (pd_platform_ensure_bureaus (f->platform, &error));
  g_assert_true (pd_platform_sql_script (f->platform->sql, "COMMIT", &error));
  blue = issue (f, finance);
  same = compare (f, finance, NULL, "ok");
  g_assert_null (same->failure);
  g_assert_cmpuint (same->n_theirs, ==, 1);
  g_assert_cmpuint (same->n_ours, ==, 1);
  g_assert_cmpuint (same->n_only_theirs + same->n_only_ours + same->n_other_amount, ==, 0);

  make_strangers (f, finance, blue);
  differs = compare (f, finance, NULL, "ok");
  g_assert_cmpuint (differs->n_only_theirs, ==, 1);
  g_assert_cmpuint (differs->n_only_ours, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (differs->only_ours, 0), ==, "26442000000099999999");
  g_assert_cmpuint (strlen (g_ptr_array_index (differs->only_theirs, 0)), ==, 20);
  g_assert_cmpuint (differs->n_other_amount, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (differs->other_amount, 0), ==,
                   pd_record_get_text (blue, PD_INVOICE_NUMBER));

  old = compare (f, finance, "2026-01-01 2026-01-10", "ok");
  g_assert_cmpuint (old->n_theirs + old->n_ours, ==, 0);
  none = compare (f, finance, "2026-01-01 2026-01-11", "invalid");
  refused = compare (f, clerk, NULL, "forbidden");
  g_assert_cmpstr (refused->from, ==, "2026-01-01");
  fixture_free (f);
}

static PdRecord *
find_inbound (Fixture *f, const char *finance)
{
  g_autoptr (PdWirePage) page = NULL;

  g_assert_true (pd_platform_account_ask_forms (f->platform, f->tenants[0], f->now, NULL));
  fixture_work (f);
  page = fixture_pull (f, finance, "limit=500");
  for (guint i = 0; i < page->records->len; i++)
    if (pd_record_get_record_type (g_ptr_array_index (page->records, i)) == &pd_red_form_type)
      return pd_record_ref (g_ptr_array_index (page->records, i));
  return NULL;
}

/* The buyer enters one, which is found and confirmed; the red invoice is ours, with its files. */
static void
test_inbound (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *finance = fixture_sign_in (f, 0, "finance");
  g_autoptr (PdRecord) blue = issue (f, finance);
  g_autofree char *number =
      pd_gateway_sandbox_enter_form (f->bureau, pd_record_get_text (blue, PD_INVOICE_NUMBER),
                                     PD_RED_FORM_REASON_RETURN, NULL);
  g_autoptr (PdRecord) form = find_inbound (f, finance);
  g_autoptr (PdResult) confirmed = NULL;

  g_assert_nonnull (form);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_NUMBER), ==, number);
  g_assert_cmpstr (pd_record_get_state (form), ==, "waiting_for_us");
  confirmed = fixture_do (f, finance, fixture_command (f, form, "confirm"));
  g_assert_cmpstr (pd_outcome_name (confirmed->outcome), ==, "ok");
  work_for (f, 10 * G_TIME_SPAN_MINUTE);
  assert_reversed (f, finance, pd_record_get_id (form), blue);
  fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/sandbox/door", test_door);
  g_test_add_func ("/platform/sandbox/sign-in", test_sign_in);
  g_test_add_data_func ("/platform/sandbox/reversed-alone", GINT_TO_POINTER (FALSE), test_reversed);
  g_test_add_data_func ("/platform/sandbox/reversed-by-both", GINT_TO_POINTER (TRUE), test_reversed);
  g_test_add_func ("/platform/sandbox/inbound", test_inbound);
  g_test_add_func ("/platform/sandbox/compared", test_compared);
  return g_test_run ();
}
