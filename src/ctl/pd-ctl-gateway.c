/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-gateway.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-password.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-bureau.h"
#include "store/pd-store-issuing.h"
#include "sync/pd-sync-gateway.h"

#include <glib/gi18n-lib.h>

/* The company's connection to a provider that issues its invoices: set up, tried, shown. */

#define MAX_PACE (10 * 60)
#define MAX_WAIT (60 * 60)
#define USUAL_WAIT 60

static PdSyncService *
open_service (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = pd_sync_service_new (ctl->store);
  g_autoptr (GAsyncResult) restored = NULL;

  pd_sync_service_restore_async (service, ctl->cancellable, pd_ctl_finish_cb, &restored);
  if (!pd_sync_service_restore_finish (service, pd_ctl_wait (&restored), error))
    return NULL;
  return g_steal_pointer (&service);
}

static PdSyncGateway *
get_gateway (PdCtl *ctl, PdSyncService *service, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pd_sync_service_get_gateway_async (service, ctl->cancellable, pd_ctl_finish_cb, &result);
  return pd_sync_service_get_gateway_finish (service, pd_ctl_wait (&result), error);
}

/* --- showing it */

static void
add_row (PdCtlTable *table, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  pd_ctl_table_add (table, name);
  pd_ctl_table_add (table, value);
}

static void
print_gateway (PdCtl *ctl, const PdSyncGateway *gateway)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (2);
  g_autofree char *pace = NULL;

  pd_ctl_json_open (ctl->document, "gateway", '{');
  pd_ctl_json_boolean (ctl->document, "set_up", gateway->set_up);
  pd_ctl_json_string (ctl->document, "name", gateway->gateway);
  pd_ctl_json_string (ctl->document, "app_key", gateway->app_key);
  pd_ctl_json_string (ctl->document, "clerk", gateway->clerk);
  pd_ctl_json_string (ctl->document, "extension", gateway->extension);
  pd_ctl_json_integer (ctl->document, "pace", gateway->pace / G_TIME_SPAN_SECOND);
  pd_ctl_json_boolean (ctl->document, "has_secret", gateway->has_secret);
  pd_ctl_json_close (ctl->document, '}');
  if (ctl->arguments->json)
    return;
  if (gateway->pace > 0)
    pace = g_strdup_printf ("%" G_GINT64_FORMAT, gateway->pace / G_TIME_SPAN_SECOND);
  add_row (table, _ ("Gateway"), gateway->gateway);
  add_row (table, _ ("Application key"), gateway->app_key);
  add_row (table, _ ("Secret"), gateway->has_secret ? _ ("kept by the platform") : NULL);
  add_row (table, _ ("Who issues"), gateway->clerk);
  add_row (table, _ ("Extension number"), gateway->extension);
  add_row (table, _ ("Seconds between two calls"), pace);
  pd_ctl_table_write (table, ctl->out);
  if (!gateway->set_up)
    pd_ctl_say (ctl,
                _ ("The company has no connection of its own: “piaodanctl bureau connect” sets one up."));
}

static void
print_trial (PdCtl *ctl, const PdSyncTrial *trial)
{
  g_autofree char *sentence = pd_sync_trial_sentence (trial);

  pd_ctl_json_open (ctl->document, "connection", '{');
  pd_ctl_json_string (ctl->document, "state", pd_sync_trial_name (trial));
  pd_ctl_json_integer (ctl->document, "at", trial->at);
  pd_ctl_json_string (ctl->document, "reason", trial->reason);
  pd_ctl_json_string (ctl->document, "message", sentence);
  pd_ctl_json_close (ctl->document, '}');
  /* Whoever wants few words still wants to know what does not work. */
  if (trial->outcome == PD_SYNC_TRIAL_WORKS)
    /* Translators: 1: how a trial went, in a few words; 2: sentences that say more */
    pd_ctl_say (ctl, _ ("%1$s. %2$s"), pd_sync_trial_words (trial), sentence);
  else
    pd_ctl_warn (ctl, _ ("%1$s. %2$s"), pd_sync_trial_words (trial), sentence);
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdRecord **bureau = data;
  GError *local = NULL;

  *bureau = pd_store_get_only (session, &pd_bureau_type, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

/**
 * pd_ctl_bureau_connection:
 *
 * Shows the company's connection to its provider, and how its last trial went. For administrators.
 */
gboolean
pd_ctl_bureau_connection (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = NULL;
  g_autoptr (PdSyncGateway) gateway = NULL;
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdSyncTrial) trial = NULL;
  g_autoptr (GAsyncResult) synced = NULL;

  if (!pd_ctl_check_right (ctl, "get", "gateway", error))
    return FALSE;
  service = open_service (ctl, error);
  if (service == NULL)
    return FALSE;
  pd_sync_service_sync_async (service, ctl->cancellable, pd_ctl_finish_cb, &synced);
  if (!pd_sync_service_sync_finish (service, pd_ctl_wait (&synced), error))
    return FALSE;
  gateway = get_gateway (ctl, service, error);
  if (gateway == NULL || !pd_store_read (ctl->store, read_job, &bureau, ctl->cancellable, error))
    return FALSE;
  trial = pd_sync_trial_new (bureau);
  print_gateway (ctl, gateway);
  if (gateway->set_up)
    print_trial (ctl, trial);
  return TRUE;
}

/* --- setting it up */

static void
replace (char **text, const PdCtlArguments *arguments, const char *option)
{
  const char *value = pd_ctl_arguments_get (arguments, option);

  if (value == NULL)
    return;
  g_free (*text);
  *text = g_strdup (value);
}

/* What is not given stays as it is. */
static gboolean
change_gateway (PdCtl *ctl, PdSyncGateway *gateway, GError **error)
{
  gint64 pace = gateway->pace / G_TIME_SPAN_SECOND;

  /* What the platform has for everybody is nobody's to be changed from here. */
  if (!gateway->set_up)
    g_clear_pointer (&gateway->gateway, g_free);
  replace (&gateway->gateway, ctl->arguments, "gateway");
  replace (&gateway->app_key, ctl->arguments, "app-key");
  replace (&gateway->clerk, ctl->arguments, "clerk");
  replace (&gateway->extension, ctl->arguments, "extension");
  if (!pd_ctl_arguments_get_number (ctl->arguments, "pace", MAX_PACE, &pace, error))
    return FALSE;
  gateway->pace = pace * G_TIME_SPAN_SECOND;
  if (gateway->gateway != NULL && gateway->app_key != NULL)
    return TRUE;
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The option --%s is missing."),
               gateway->gateway == NULL ? "gateway" : "app-key");
  return FALSE;
}

static void
progress_cb (const char *sentence, gpointer data)
{
  PdCtl *ctl = data;

  if (!ctl->arguments->quiet)
    pd_ctl_warn (ctl, "%s", sentence);
}

/* @secret: (nullable) (transfer full) */
static PdSyncTrial *
try_gateway (PdCtl *ctl,
             PdSyncService *service,
             const PdSyncGateway *gateway,
             char *secret,
             gint64 seconds,
             GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pd_sync_service_try_gateway_async (service, gateway, secret, seconds * G_TIME_SPAN_SECOND, progress_cb, ctl,
                                     ctl->cancellable, pd_ctl_finish_cb, &result);
  if (secret != NULL)
    pd_ctl_forget_password (secret);
  return pd_sync_service_try_gateway_finish (service, pd_ctl_wait (&result), error);
}

/**
 * pd_ctl_bureau_connect:
 *
 * Sets the company's connection to a provider up, waits until the platform has tried it and says how that went. For
 * administrators.
 */
gboolean
pd_ctl_bureau_connect (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = NULL;
  g_autoptr (PdSyncGateway) gateway = NULL;
  g_autoptr (PdSyncTrial) trial = NULL;
  gint64 seconds = USUAL_WAIT;
  char *secret = NULL;

  if (!pd_ctl_arguments_get_number (ctl->arguments, "wait", MAX_WAIT, &seconds, error) ||
      !pd_ctl_check_right (ctl, "put", "gateway", error))
    return FALSE;
  service = open_service (ctl, error);
  gateway = service != NULL ? get_gateway (ctl, service, error) : NULL;
  if (gateway == NULL || !change_gateway (ctl, gateway, error))
    return FALSE;
  if (!pd_ctl_arguments_has (ctl->arguments, "keep-secret"))
    {
      secret = pd_ctl_read_secret (ctl->arguments, gateway->app_key, error);
      if (secret == NULL)
        return FALSE;
    }
  trial = try_gateway (ctl, service, gateway, secret, seconds, error);
  if (trial == NULL)
    return FALSE;
  print_trial (ctl, trial);
  if (trial->outcome != PD_SYNC_TRIAL_WORKS)
    ctl->status = trial->outcome == PD_SYNC_TRIAL_FAILS ? PD_CTL_STATUS_FAILED : PD_CTL_STATUS_PARTLY;
  return TRUE;
}

/**
 * pd_ctl_bureau_disconnect:
 *
 * Removes the company's connection to its provider, unless anything is under way there. For administrators.
 */
gboolean
pd_ctl_bureau_disconnect (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = NULL;
  g_autoptr (PdSyncGateway) gateway = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!pd_ctl_check_right (ctl, "delete", "gateway", error))
    return FALSE;
  service = open_service (ctl, error);
  if (service == NULL)
    return FALSE;
  pd_sync_service_remove_gateway_async (service, ctl->cancellable, pd_ctl_finish_cb, &result);
  gateway = pd_sync_service_remove_gateway_finish (service, pd_ctl_wait (&result), error);
  if (gateway == NULL)
    return FALSE;
  print_gateway (ctl, gateway);
  return TRUE;
}
