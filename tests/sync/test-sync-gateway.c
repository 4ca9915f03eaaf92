/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-bureau.h"
#include "sync/pd-sync-failure.h"
#include "sync/pd-sync-gateway.h"
#include "sync/pd-sync-transport.h"
#include "sync/sync-fixture.h"

/* The connection to a provider: how a trial is read, who may ask for it, and what is sent. */

static void
test_trial (void)
{
  static const struct
  {
    const char *connection;
    gint64 at;
    const char *reason;
    const char *name;
    const char *said; /* in the sentence */
  } rows[] = {
    { NULL, 0, NULL, "pending", "not told" },
    { PD_BUREAU_CONNECTION_UNTRIED, 0, "Signed out.", "pending", "not told" },
    { PD_BUREAU_CONNECTION_WORKS, 7, NULL, "works", "Nothing was issued" },
    { PD_BUREAU_CONNECTION_FAILS, 7, "签名不匹配", "fails", "签名不匹配" },
    { PD_BUREAU_CONNECTION_FAILS, 7, NULL, "fails", "No reason" },
    { PD_BUREAU_CONNECTION_UNTRIED, 7, "Too late.", "unreached", "Too late." },
    { "of a newer platform", 7, "Who knows.", "unreached", "Who knows." },
  };
  g_autoptr (PdSyncTrial) none = pd_sync_trial_new (NULL);

  g_assert_cmpstr (pd_sync_trial_name (none), ==, "pending");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) bureau = pd_record_new (&pd_bureau_type, "trial");
      g_autoptr (PdSyncTrial) trial = NULL;
      g_autofree char *sentence = NULL;

      pd_record_set_text (bureau, PD_BUREAU_CONNECTION, rows[i].connection);
      pd_record_set_text (bureau, PD_BUREAU_REASON, rows[i].reason);
      if (rows[i].at > 0)
        pd_record_set_integer (bureau, PD_BUREAU_CONNECTION_AT, rows[i].at);
      trial = pd_sync_trial_new (bureau);
      sentence = pd_sync_trial_sentence (trial);
      g_assert_cmpstr (pd_sync_trial_name (trial), ==, rows[i].name);
      g_assert_nonnull (strstr (sentence, rows[i].said));
      g_assert_cmpint (trial->at, ==, rows[i].at);
    }
}

/* What is not given is not sent: the platform takes an empty value for none, and no secret for the one that it has. */
static void
test_body (void)
{
  PdSyncGateway gateway = { .gateway = (char *) "nuonuo",
                            .app_key = (char *) "K\"1",
                            .clerk = (char *) "",
                            .pace = 3 * G_TIME_SPAN_SECOND };
  const struct
  {
    const char *secret;
    const char *body;
  } rows[] = {
    { NULL, "{\"gateway\":\"nuonuo\",\"app_key\":\"K\\\"1\",\"pace\":3000000}" },
    { "s", "{\"gateway\":\"nuonuo\",\"app_key\":\"K\\\"1\",\"app_secret\":\"s\",\"pace\":3000000}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) body = pd_sync_gateway_to_body (&gateway, rows[i].secret);
      g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

      g_assert_cmpstr (text, ==, rows[i].body);
    }
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static PdSyncGateway *
ask (Desktop *desktop, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pd_sync_service_get_gateway_async (desktop->service, NULL, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return pd_sync_service_get_gateway_finish (desktop->service, result, error);
}

static PdSyncTrial *
try (Desktop *desktop, const char *app_key, GError **error)
{
  PdSyncGateway gateway = { .gateway = (char *) "nuonuo", .app_key = (char *) app_key };
  g_autoptr (GAsyncResult) result = NULL;

  pd_sync_service_try_gateway_async (desktop->service, &gateway, NULL, PATIENCE_SECONDS * G_TIME_SPAN_SECOND,
                                     NULL, NULL, NULL, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return pd_sync_service_try_gateway_finish (desktop->service, result, error);
}

static void
test_who (void)
{
  Office *office = office_open_signed_in ("finance", "admin");
  g_autoptr (PdSyncGateway) none = NULL;
  g_autoptr (PdSyncGateway) kept = NULL;
  g_autoptr (PdSyncTrial) trial = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (&office->desktops[0], &error));
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_FORBIDDEN);
  g_clear_error (&error);
  g_assert_null (try (&office->desktops[0], "K", &error));
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_FORBIDDEN);
  g_clear_error (&error);
  none = ask (&office->desktops[1], &error);
  g_assert_no_error (error);
  g_assert_false (none->set_up);

  /* What is wrong is told in the platform's words; what lacks a secret is kept, and does not work. */
  g_assert_null (try (&office->desktops[1], "", &error));
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_REFUSED);
  g_assert_nonnull (strstr (error->message, "application key"));
  g_clear_error (&error);
  trial = try (&office->desktops[1], "K", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pd_sync_trial_name (trial), ==, "fails");
  kept = ask (&office->desktops[1], &error);
  g_assert_no_error (error);
  g_assert_true (kept->set_up);
  g_assert_cmpstr (kept->app_key, ==, "K");
  g_assert_false (kept->has_secret);

  pd_sync_service_set_offline (office->desktops[1].service, TRUE);
  g_assert_null (ask (&office->desktops[1], &error));
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_NETWORK);
  office_close (office);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/gateway/trial", test_trial);
  g_test_add_func ("/sync/gateway/body", test_body);
  g_test_add_func ("/sync/gateway/who", test_who);
  return g_test_run ();
}
