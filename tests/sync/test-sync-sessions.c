/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync-fixture.h"

#include "model/pd-id.h"
#include "model/pd-party.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-sql.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-transport.h"

#include <glib/gstdio.h>

/* Signing in and out, and services that end, at every moment of a cycle. */

#define PASSWORD "a long enough password"
#define OTHER_COMPANY "宁波海曙五金商行"
#define OTHER_USER "other-clerk"

/* More than a cycle has main loop turns: the last ones come when it is over. */
#define N_MOMENTS 40

static void
assert_reached (Office *office, guint index, const PdRecord *order)
{
  PdRowState state;
  g_autoptr (PdRecord) there = try_load (office, index, &pd_order_type, pd_record_get_id (order), &state);

  g_assert_nonnull (there);
  g_assert_cmpint (state, ==, PD_ROW_CLEAN);
  g_assert_cmpint (pd_record_get_revision (there), ==, 1);
}

static void
turn (guint times)
{
  for (guint i = 0; i < times; i++)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static void
revoke_tokens (PdPlatform *platform, gpointer data)
{
  g_autoptr (GError) error = NULL;

  pd_platform_sql_script (platform->sql, "DELETE FROM token", &error);
  g_assert_no_error (error);
}

/* The token ends while there is something to send: it is kept, and goes after the next sign-in. */
static void
test_token_expires (void)
{
  Office *office = office_open (0);
  PdSyncService *service = office->desktops[0].service;
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  PdRowState state;

  sign_in (office, 0, "clerk");
  sync_desktop (office, 0);
  save (office, 0, order);
  pd_platform_thread_call (office->platform, revoke_tokens, NULL);
  error = try_sync (&office->desktops[0]);
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
  g_assert_cmpint (pd_sync_service_get_state (service), ==, PD_SYNC_STATE_SIGN_IN_EXPIRED);
  g_assert_cmpstr (pd_sync_service_get_message (service), ==, error->message);
  again = try_sync (&office->desktops[0]);
  g_assert_error (again, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
  pd_record_unref (try_load (office, 0, &pd_order_type, pd_record_get_id (order), &state));
  g_assert_cmpint (state, ==, PD_ROW_IN_FLIGHT);
  sign_in (office, 0, "clerk");
  sync_desktop (office, 0);
  assert_reached (office, 0, order);
  office_close (office);
}

static void
add_other_company (PdPlatform *platform, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = pd_id_new (g_get_real_time ());
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);
  g_autofree char *tenant = NULL, *user = NULL;

  pd_record_set_text (company, PD_COMPANY_NAME, OTHER_COMPANY);
  tenant = pd_platform_add_tenant (platform, OTHER_COMPANY, company, &error);
  g_assert_no_error (error);
  user =
      pd_platform_add_user (platform, tenant, OTHER_USER, pd_platform_role_parse ("clerk"), PASSWORD, &error);
  g_assert_no_error (error);
}

static void
assert_refused (GError *error, const char *first, const char *second)
{
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_REFUSED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, first));
  g_assert_nonnull (strstr (error->message, second));
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_restore_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
restore (Desktop *desktop)
{
  Wait wait = { 0 };

  pd_sync_service_restore_async (desktop->service, NULL, restored_cb, &wait);
  wait_until_done (&wait);
  g_assert_no_error (wait.error);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_sign_out_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

static void
sign_out (Desktop *desktop)
{
  Wait wait = { 0 };

  pd_sync_service_sign_out_async (desktop->service, NULL, signed_out_cb, &wait);
  wait_until_done (&wait);
  g_assert_no_error (wait.error);
}

/* A cache is one company's: another one's user is refused before anything is mixed, signed in or signed out. */
static void
test_another_company (void)
{
  Office *office = office_open (0);
  Desktop *desktop = &office->desktops[0];
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (PdRecord) later = make_order ("杭州云起贸易有限公司");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) signed_out = NULL;
  g_autofree char *company = NULL;

  pd_platform_thread_call (office->platform, add_other_company, NULL);
  sign_in (office, 0, "clerk");
  company = g_strdup (pd_sync_service_get_company (desktop->service));
  save (office, 0, order);
  error = try_sign_in (office, desktop, OTHER_USER, PASSWORD, TRUE);
  assert_refused (error, company, OTHER_COMPANY);
  g_assert_cmpstr (pd_sync_service_get_user (desktop->service), ==, "clerk");
  g_assert_cmpstr (pd_sync_service_get_company (desktop->service), ==, company);
  sync_desktop (office, 0);
  assert_reached (office, 0, order);

  /* The token that is kept is the first company's as well. */
  desktop_close (desktop);
  desktop_open (desktop);
  restore (desktop);
  save (office, 0, later);
  sync_desktop (office, 0);
  assert_reached (office, 0, later);

  sign_out (desktop);
  signed_out = try_sign_in (office, desktop, OTHER_USER, PASSWORD, TRUE);
  assert_refused (signed_out, company, OTHER_COMPANY);
  g_assert_cmpint (pd_sync_service_get_state (desktop->service), ==, PD_SYNC_STATE_SIGNED_OUT);
  sign_in (office, 0, "finance");
  sync_desktop (office, 0);
  office_close (office);
}

/* A cache with nothing in it is nobody's yet. */
static void
test_another_company_on_an_empty_cache (void)
{
  Office *office = office_open (0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) back = NULL;

  pd_platform_thread_call (office->platform, add_other_company, NULL);
  sign_in (office, 0, "clerk");
  error = try_sign_in (office, &office->desktops[0], OTHER_USER, PASSWORD, TRUE);
  g_assert_no_error (error);
  g_assert_cmpstr (pd_sync_service_get_company (office->desktops[0].service), ==, OTHER_COMPANY);
  sync_desktop (office, 0);
  g_clear_error (&error);
  error = try_sign_in (office, &office->desktops[0], "clerk", PASSWORD, TRUE);
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
  office_close (office);
}

/* Whoever waits is told, nothing is lost, and the next sign-in goes on. */
static void
test_sign_out_at_any_moment (void)
{
  Office *office = office_open (0);

  for (guint moment = 0; moment < N_MOMENTS; moment += 3)
    {
      Desktop *desktop = &office->desktops[0];
      g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
      Wait synced = { 0 };
      Wait signed_out = { 0 };

      sign_in (office, 0, "clerk");
      save (office, 0, order);
      pd_sync_service_sync_async (desktop->service, NULL, synced_cb, &synced);
      turn (moment);
      pd_sync_service_sign_out_async (desktop->service, NULL, signed_out_cb, &signed_out);
      g_assert_cmpint (pd_sync_service_get_state (desktop->service), ==, PD_SYNC_STATE_SIGNED_OUT);
      g_assert_null (pd_sync_service_get_user (desktop->service));
      wait_until_done (&signed_out);
      wait_until_done (&synced);
      g_assert_no_error (signed_out.error);
      if (!synced.ok)
        g_assert_error (synced.error, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN);
      g_clear_error (&synced.error);
      sign_in (office, 0, "clerk");
      sync_desktop (office, 0);
      assert_reached (office, 0, order);
    }
  office_close (office);
}

/* Signing in again in the middle of a cycle begins the next: whoever waited waits for that. */
static void
test_sign_in_at_any_moment (void)
{
  Office *office = office_open (0);

  /* What waits is to be sent, whoever signs in. */
  pd_sync_service_set_takes_over (office->desktops[0].service, TRUE);
  sign_in (office, 0, "clerk");
  for (guint moment = 0; moment < N_MOMENTS; moment += 5)
    {
      g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
      Wait synced = { 0 };

      save (office, 0, order);
      pd_sync_service_sync_async (office->desktops[0].service, NULL, synced_cb, &synced);
      turn (moment);
      sign_in (office, 0, moment % 2 == 0 ? "finance" : "clerk");
      wait_until_done (&synced);
      g_assert_no_error (synced.error);
      assert_reached (office, 0, order);
    }
  office_close (office);
}

/* A service that nobody wants any longer ends at once, whatever is under way, and a new one goes on. */
static void
test_disposed_at_any_moment (void)
{
  Office *office = office_open (0);
  Desktop *desktop = &office->desktops[0];

  sign_in (office, 0, "clerk");
  for (guint moment = 0; moment < N_MOMENTS; moment += 2)
    {
      g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
      gpointer service = desktop->service;

      save (office, 0, order);
      pd_sync_service_start (desktop->service);
      turn (moment);
      g_object_add_weak_pointer (service, &service);
      desktop_close (desktop);
      turn (2);
      g_assert_null (service);
      desktop_open (desktop);
      restore (desktop);
      sync_desktop (office, 0);
      assert_reached (office, 0, order);
    }
  office_close (office);
}

/* Going offline gives up what is under way; what was sent is asked about later. */
static void
test_offline_at_any_moment (void)
{
  Office *office = office_open (0);
  PdSyncService *service = office->desktops[0].service;

  sign_in (office, 0, "clerk");
  for (guint moment = 0; moment < N_MOMENTS; moment += 3)
    {
      g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
      Wait synced = { 0 };

      save (office, 0, order);
      pd_sync_service_sync_async (service, NULL, synced_cb, &synced);
      turn (moment);
      pd_sync_service_set_offline (service, TRUE);
      wait_until_done (&synced);
      if (!synced.ok)
        g_assert_error (synced.error, PD_SYNC_ERROR, PD_SYNC_FAILURE_NETWORK);
      g_clear_error (&synced.error);
      pd_sync_service_set_offline (service, FALSE);
      sync_desktop (office, 0);
      assert_reached (office, 0, order);
    }
  office_close (office);
}

static void
test_cancelled_waiting (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Wait cancelled = { 0 };
  Wait other = { 0 };

  sign_in (office, 0, "clerk");
  save (office, 0, order);
  pd_sync_service_sync_async (office->desktops[0].service, cancellable, synced_cb, &cancelled);
  pd_sync_service_sync_async (office->desktops[0].service, NULL, synced_cb, &other);
  g_cancellable_cancel (cancellable);
  wait_until_done (&cancelled);
  g_assert_error (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (other.done);
  g_clear_error (&cancelled.error);
  wait_until_done (&other);
  g_assert_no_error (other.error);
  assert_reached (office, 0, order);
  office_close (office);
}

static void
remove_certificates (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".pem"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_assert_cmpint (g_unlink (path), ==, 0);
      }
}

/* A copy of its own, as a person has one. */
static void
sign_in_with_copy (Office *office, const char *copy)
{
  g_autofree char *password = pd_platform_thread_get_password (office->platform, "clerk", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Wait wait = { 0 };

  g_file_get_contents (pd_platform_thread_get_certificate_file (office->platform), &text, NULL, &error);
  g_assert_no_error (error);
  g_file_set_contents (copy, text, -1, &error);
  g_assert_no_error (error);
  pd_sync_service_sign_in_async (office->desktops[0].service, pd_platform_thread_get_uri (office->platform),
                                 copy, "clerk", password, NULL, signed_in_cb, &wait);
  wait_until_done (&wait);
  g_assert_no_error (wait.error);
}

/* Another authority at the same address: nothing is sent to it until a person has said that it is the right one. */
static void
test_certificate_changes (void)
{
  Office *office = office_open (0);
  PdSyncService *service = office->desktops[0].service;
  g_autofree char *data = g_build_filename (office->folder, "platform", NULL);
  g_autofree char *copy = g_build_filename (office->folder, "copy.pem", NULL);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (GError) error = NULL;
  PdPlatformThreadOptions options = { .password_iterations = 10 };

  sign_in_with_copy (office, copy);
  sync_desktop (office, 0);
  save (office, 0, order);
  options.port =
      (guint16) g_ascii_strtoull (strrchr (pd_platform_thread_get_uri (office->platform), ':') + 1, NULL, 10);
  pd_platform_thread_stop (office->platform);
  remove_certificates (data);
  office->platform = pd_platform_thread_start (data, &options, &error);
  g_assert_no_error (error);
  error = try_sync (&office->desktops[0]);
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_CERTIFICATE);
  g_assert_cmpint (pd_sync_service_get_state (service), ==, PD_SYNC_STATE_CERTIFICATE);
  sign_in_with_copy (office, copy);
  sync_desktop (office, 0);
  assert_reached (office, 0, order);
  office_close (office);
}

/* What one person saved is not sent under another's name unless that other says so; and nothing is lost by asking. */
static void
test_other_author (void)
{
  Office *office = office_open (0);
  Desktop *desktop = &office->desktops[0];
  g_autofree char *password = pd_platform_thread_get_password (office->platform, "finance", NULL);
  g_autoptr (PdRecord) order = make_order ("甲");
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) allowed = NULL;
  g_autoptr (GError) nothing_waits = NULL;

  sign_in (office, 0, "clerk");
  sync_desktop (office, 0);
  save (office, 0, order);
  refused = try_sign_in (office, desktop, "finance", password, TRUE);
  g_assert_error (refused, PD_SYNC_ERROR, PD_SYNC_FAILURE_OTHER_AUTHOR);
  g_test_message ("%s", refused->message);
  g_assert_nonnull (strstr (refused->message, "clerk"));
  g_assert_cmpstr (pd_sync_service_get_user (desktop->service), ==, "clerk");
  pd_sync_service_set_takes_over (desktop->service, TRUE);
  allowed = try_sign_in (office, desktop, "finance", password, TRUE);
  g_assert_no_error (allowed);
  sync_desktop (office, 0);
  /* With nothing to send there is nothing to ask. */
  pd_sync_service_set_takes_over (desktop->service, FALSE);
  sign_in (office, 0, "clerk");
  nothing_waits = try_sync (desktop);
  g_assert_no_error (nothing_waits);
  office_close (office);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/sessions/token-expires", test_token_expires);
  g_test_add_func ("/sync/sessions/another-company", test_another_company);
  g_test_add_func ("/sync/sessions/another-company-on-an-empty-cache",
                   test_another_company_on_an_empty_cache);
  g_test_add_func ("/sync/sessions/sign-out-at-any-moment", test_sign_out_at_any_moment);
  g_test_add_func ("/sync/sessions/sign-in-at-any-moment", test_sign_in_at_any_moment);
  g_test_add_func ("/sync/sessions/disposed-at-any-moment", test_disposed_at_any_moment);
  g_test_add_func ("/sync/sessions/offline-at-any-moment", test_offline_at_any_moment);
  g_test_add_func ("/sync/sessions/cancelled-waiting", test_cancelled_waiting);
  g_test_add_func ("/sync/sessions/certificate-changes", test_certificate_changes);
  g_test_add_func ("/sync/sessions/other-author", test_other_author);
  return g_test_run ();
}
