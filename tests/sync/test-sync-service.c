/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/pd-sync-service.h"

#include "gateway/pd-gateway-sandbox.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "platform/pd-platform-thread.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-list.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-records.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-transport.h"

#include <glib/gstdio.h>

#define PATIENCE_SECONDS 30

/* Real desktops without windows: a store and a service each, against a real platform over TLS on loopback. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdSyncService *service;
} Desktop;

typedef struct
{
  char *folder;
  PdPlatformThread *platform;
  Desktop desktops[2];
} Office;

typedef struct
{
  gboolean done;
  gboolean ok;
  GError *error;
} Wait;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("nothing happened for %d seconds", PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

static void
wait_until_done (Wait *wait)
{
  guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, too_late_cb, NULL);

  while (!wait->done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_sign_in_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_sync_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static GError *
try_sign_in (Office *office, Desktop *desktop, const char *user, const char *password, gboolean trust)
{
  Wait wait = { 0 };

  pd_sync_service_sign_in_async (desktop->service, pd_platform_thread_get_uri (office->platform),
                                 trust ? pd_platform_thread_get_certificate_file (office->platform) : NULL,
                                 user, password, NULL, signed_in_cb, &wait);
  wait_until_done (&wait);
  g_assert_true (wait.ok == (wait.error == NULL));
  return wait.error;
}

static void
sign_in (Office *office, guint index, const char *user)
{
  g_autofree char *password = pd_platform_thread_get_password (office->platform, user, NULL);
  g_autoptr (GError) error = try_sign_in (office, &office->desktops[index], user, password, TRUE);

  g_assert_no_error (error);
}

static GError *
try_sync (Desktop *desktop)
{
  Wait wait = { 0 };

  pd_sync_service_sync_async (desktop->service, NULL, synced_cb, &wait);
  wait_until_done (&wait);
  return wait.error;
}

static void
sync_desktop (Office *office, guint index)
{
  g_autoptr (GError) error = try_sync (&office->desktops[index]);

  g_assert_no_error (error);
}

static void
desktop_open (Desktop *desktop)
{
  g_autofree char *path = g_build_filename (desktop->folder, "cache.sqlite", NULL);
  g_autofree char *token = g_build_filename (desktop->folder, "token", NULL);
  g_autoptr (GError) error = NULL;

  desktop->store = pd_store_open (path, &error);
  g_assert_no_error (error);
  desktop->service = pd_sync_service_new (desktop->store);
  pd_sync_service_set_token_file (desktop->service, token);
}

static void
desktop_close (Desktop *desktop)
{
  g_clear_object (&desktop->service);
  pd_store_close (desktop->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&desktop->store);
}

static Office *
office_open (gint64 bureau_delay)
{
  const PdPlatformThreadOptions options = { .password_iterations = 10, .bureau_delay = bureau_delay };
  Office *office = g_new0 (Office, 1);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;

  office->folder = g_dir_make_tmp ("piaodan-sync-XXXXXX", &error);
  g_assert_no_error (error);
  data = g_build_filename (office->folder, "platform", NULL);
  office->platform = pd_platform_thread_start (data, &options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (office->desktops); i++)
    {
      g_autofree char *name = g_strdup_printf ("desktop-%u", i);

      office->desktops[i].folder = g_build_filename (office->folder, name, NULL);
      g_assert_cmpint (g_mkdir (office->desktops[i].folder, 0700), ==, 0);
      desktop_open (&office->desktops[i]);
    }
  return office;
}

static void
office_close (Office *office)
{
  for (guint i = 0; i < G_N_ELEMENTS (office->desktops); i++)
    {
      desktop_close (&office->desktops[i]);
      g_free (office->desktops[i].folder);
    }
  pd_platform_thread_stop (office->platform);
  remove_tree (office->folder);
  g_free (office->folder);
  g_free (office);
}

/* What a person does with records */

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, g_get_real_time (), error);
}

static void
save (Office *office, guint index, PdRecord *record)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (office->desktops[index].store, save_job, record, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  const PdRecordType *type;
  const char *id;
  PdRecord *record;
  PdRowState state;
} Load;

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  load->record = pd_store_get_record (session, load->type, load->id, error);
  if (load->record != NULL)
    load->state = pd_store_get_row_state (session, load->type, load->id, NULL, NULL);
  return load->record != NULL;
}

static PdRecord *
try_load (Office *office, guint index, const PdRecordType *type, const char *id, PdRowState *state)
{
  Load load = { .type = type, .id = id };
  g_autoptr (GError) error = NULL;

  if (!pd_store_read (office->desktops[index].store, load_job, &load, NULL, &error))
    g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND);
  if (state != NULL)
    *state = load.state;
  return load.record;
}

static PdRecord *
load (Office *office, guint index, const PdRecordType *type, const char *id)
{
  PdRecord *record = try_load (office, index, type, id, NULL);

  g_assert_nonnull (record);
  return record;
}

typedef struct
{
  const char *id;
  const char *command;
} Command;

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Command *command = data;

  return pd_store_add_command (session, &pd_order_type, command->id, command->command, NULL,
                               g_get_real_time (), error);
}

static void
give_command (Office *office, guint index, const char *id, const char *command)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (office->desktops[index].store, command_job, &(Command){ id, command }, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
conflicts_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **conflicts = data;

  *conflicts = pd_store_list_conflicts (session, TRUE, error);
  return *conflicts != NULL;
}

static GPtrArray *
open_conflicts (Office *office, guint index)
{
  GPtrArray *conflicts = NULL;
  g_autoptr (GError) error = NULL;

  pd_store_read (office->desktops[index].store, conflicts_job, &conflicts, NULL, &error);
  g_assert_no_error (error);
  return conflicts;
}

static PdRecord *
make_order (const char *buyer)
{
  PdRecord *order = pd_order_new (g_get_real_time (), "2026-11-21");
  PdRecord *line = pd_order_add_line (order, g_get_real_time ());

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "打印纸");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1060105010000000000");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "10");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "23.5");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

static guint
count_legal_invoices (Office *office, const char *order_number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) book =
      pd_gateway_sandbox_list_invoices (pd_platform_thread_get_bureau (office->platform), &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < book->len; i++)
    n += g_str_equal (((const PdGatewaySandboxInvoice *) g_ptr_array_index (book, i))->order_number,
                      order_number);
  return n;
}

/* Tests */

static void
test_second_desktop_sees_the_order (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) there = NULL;

  save (office, 0, order);
  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  there = load (office, 1, &pd_order_type, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (there, PD_ORDER_BUYER_NAME), ==, "杭州云起贸易有限公司");
  g_assert_cmpint (pd_record_get_integer (there, PD_ORDER_GROSS_AMOUNT), ==, 23500);
  g_assert_cmpint (pd_record_get_integer (there, PD_ORDER_TAX_AMOUNT), ==, 2704);
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[1].service), ==, PD_SYNC_STATE_UP_TO_DATE);
  office_close (office);
}

static void
test_offline_order_becomes_an_invoice (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (PdRecord) invoice = NULL;

  sign_in (office, 0, "finance");
  pd_sync_service_set_offline (office->desktops[0].service, TRUE);
  save (office, 0, order);
  give_command (office, 0, pd_record_get_id (order), "issue");
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[0].service), ==, PD_SYNC_STATE_OFFLINE);
  pd_sync_service_set_offline (office->desktops[0].service, FALSE);
  for (guint i = 0; i < 100; i++)
    {
      g_clear_pointer (&there, pd_record_unref);
      sync_desktop (office, 0);
      there = load (office, 0, &pd_order_type, pd_record_get_id (order));
      if (g_strcmp0 (pd_record_get_state (there), PD_ORDER_STATE_INVOICED) == 0)
        break;
      g_usleep (50 * G_TIME_SPAN_MILLISECOND);
    }
  g_assert_cmpstr (pd_record_get_state (there), ==, PD_ORDER_STATE_INVOICED);
  invoice = load (office, 0, &pd_invoice_type, pd_record_get_text (there, PD_ORDER_INVOICE_ID));
  g_assert_cmpstr (pd_record_get_state (invoice), ==, PD_INVOICE_STATE_ISSUED);
  g_assert_cmpuint (strlen (pd_record_get_text (invoice, PD_INVOICE_NUMBER)), ==, 20);
  g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT), ==, 2704);
  g_assert_true (pd_record_get_flag (invoice, PD_INVOICE_SPECIMEN));
  g_assert_cmpuint (count_legal_invoices (office, pd_record_get_title (order)), ==, 1);
  office_close (office);
}

/* The answer to a push is lost after the platform committed it: the retry has one effect. */
static void
test_lost_answer_has_one_effect (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (GError) error = NULL;

  sign_in (office, 0, "clerk");
  save (office, 0, order);
  pd_platform_thread_lose_answers (office->platform, "/v1/sync/push", 1);
  error = try_sync (&office->desktops[0]);
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_NETWORK);
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[0].service), ==, PD_SYNC_STATE_WAITING);
  sync_desktop (office, 0);
  there = load (office, 0, &pd_order_type, pd_record_get_id (order));
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
  office_close (office);
}

static void
test_edits_of_two_desktops_merge (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) merged = NULL;
  g_autoptr (PdRecord) also = NULL;

  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  save (office, 0, order);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  mine = load (office, 0, &pd_order_type, pd_record_get_id (order));
  theirs = load (office, 1, &pd_order_type, pd_record_get_id (order));
  pd_record_set_text (mine, PD_ORDER_REMARK, "送货上门");
  pd_record_set_text (g_ptr_array_index (pd_record_get_lines (theirs), 0), PD_ORDER_LINE_QUANTITY, "20");
  save (office, 0, mine);
  save (office, 1, theirs);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  sync_desktop (office, 0);
  merged = load (office, 0, &pd_order_type, pd_record_get_id (order));
  also = load (office, 1, &pd_order_type, pd_record_get_id (order));
  g_assert_true (pd_record_equal (merged, also));
  g_assert_cmpstr (pd_record_get_text (merged, PD_ORDER_REMARK), ==, "送货上门");
  g_assert_cmpint (pd_record_get_integer (merged, PD_ORDER_GROSS_AMOUNT), ==, 47000);
  g_assert_cmpint (pd_record_get_revision (merged), ==, 3);
  office_close (office);
}

static void
test_contradicting_edits_wait_in_the_inbox (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) other = make_order ("宁波海曙五金商行");
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) others_there = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  const PdStoreConflict *conflict;

  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  save (office, 0, order);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  mine = load (office, 0, &pd_order_type, pd_record_get_id (order));
  theirs = load (office, 1, &pd_order_type, pd_record_get_id (order));
  pd_record_set_text (mine, PD_ORDER_REMARK, "甲");
  pd_record_set_text (theirs, PD_ORDER_REMARK, "乙");
  save (office, 0, mine);
  save (office, 1, theirs);
  save (office, 1, other);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  conflicts = open_conflicts (office, 1);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = g_ptr_array_index (conflicts, 0);
  g_assert_cmpstr (pd_record_get_text (conflict->mine, PD_ORDER_REMARK), ==, "乙");
  g_assert_cmpstr (pd_record_get_text (conflict->theirs, PD_ORDER_REMARK), ==, "甲");
  g_assert_cmpstr (conflict->atoms[0], ==, "remark");
  /* The other order of the same desktop went on. */
  sync_desktop (office, 0);
  others_there = load (office, 0, &pd_order_type, pd_record_get_id (other));
  g_assert_cmpint (pd_record_get_revision (others_there), ==, 1);
  office_close (office);
}

static void
test_sign_in_failures_say_why (void)
{
  Office *office = office_open (0);
  g_autofree char *password = pd_platform_thread_get_password (office->platform, "clerk", NULL);
  g_autoptr (GError) wrong = try_sign_in (office, &office->desktops[0], "clerk", "not the password", TRUE);
  g_autoptr (GError) untrusted = try_sign_in (office, &office->desktops[0], "clerk", password, FALSE);
  g_autoptr (GError) signed_out = try_sync (&office->desktops[0]);

  g_assert_error (wrong, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
  g_assert_error (untrusted, PD_SYNC_ERROR, PD_SYNC_FAILURE_CERTIFICATE);
  g_assert_error (signed_out, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
  g_assert_cmpint (pd_sync_service_get_state (office->desktops[0].service), ==, PD_SYNC_STATE_SIGNED_OUT);
  g_test_message ("%s", wrong->message);
  g_test_message ("%s", untrusted->message);
  office_close (office);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_restore_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
test_restart_goes_on (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) there = NULL;
  Wait wait = { 0 };

  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  save (office, 0, order);
  desktop_close (&office->desktops[0]);
  desktop_open (&office->desktops[0]);
  pd_sync_service_restore_async (office->desktops[0].service, NULL, restored_cb, &wait);
  wait_until_done (&wait);
  g_assert_no_error (wait.error);
  g_assert_cmpstr (pd_sync_service_get_user (office->desktops[0].service), ==, "clerk");
  g_assert_nonnull (pd_sync_service_get_company (office->desktops[0].service));
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  there = load (office, 1, &pd_order_type, pd_record_get_id (order));
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
  office_close (office);
}

static void
new_history (PdPlatform *platform, gpointer data)
{
  g_assert_true (pd_platform_start_new_history (platform, NULL));
}

/* The platform was restored: the client notices, reads anew, and loses nothing that it had not sent. */
static void
test_new_history_is_read_anew (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) later = make_order ("宁波海曙五金商行");
  g_autoptr (PdRecord) there = NULL;

  sign_in (office, 0, "clerk");
  sign_in (office, 1, "finance");
  save (office, 0, order);
  sync_desktop (office, 0);
  pd_platform_thread_call (office->platform, new_history, NULL);
  save (office, 0, later);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  there = load (office, 1, &pd_order_type, pd_record_get_id (later));
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
  office_close (office);
}

static gboolean
reached (Office *office, const char *id)
{
  PdRowState state;
  g_autoptr (PdRecord) order = try_load (office, 0, &pd_order_type, id, &state);

  return order != NULL && state == PD_ROW_CLEAN && pd_record_get_revision (order) == 1;
}

/* Nobody presses a button: a save is sent of its own accord. */
static void
test_a_save_is_sent_by_itself (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, too_late_cb, NULL);

  sign_in (office, 0, "clerk");
  pd_sync_service_start (office->desktops[0].service);
  while (pd_sync_service_get_state (office->desktops[0].service) != PD_SYNC_STATE_UP_TO_DATE)
    g_main_context_iteration (NULL, TRUE);
  save (office, 0, order);
  while (!reached (office, pd_record_get_id (order)))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  office_close (office);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/service/second-desktop", test_second_desktop_sees_the_order);
  g_test_add_func ("/sync/service/offline-order-becomes-an-invoice", test_offline_order_becomes_an_invoice);
  g_test_add_func ("/sync/service/lost-answer", test_lost_answer_has_one_effect);
  g_test_add_func ("/sync/service/merge", test_edits_of_two_desktops_merge);
  g_test_add_func ("/sync/service/inbox", test_contradicting_edits_wait_in_the_inbox);
  g_test_add_func ("/sync/service/sign-in-failures", test_sign_in_failures_say_why);
  g_test_add_func ("/sync/service/restart", test_restart_goes_on);
  g_test_add_func ("/sync/service/new-history", test_new_history_is_read_anew);
  g_test_add_func ("/sync/service/by-itself", test_a_save_is_sent_by_itself);
  return g_test_run ();
}
