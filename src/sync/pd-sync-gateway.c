/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-gateway.h"

#include "sync/pd-sync-settings-private.h"

/* The company's connection to a provider: asked for and set beside sync, by an administrator. */

void
pd_sync_gateway_free (PdSyncGateway *gateway)
{
  g_free (gateway->gateway);
  g_free (gateway->app_key);
  g_free (gateway->clerk);
  g_free (gateway->extension);
  g_free (gateway);
}

static gpointer
read_gateway (const PdWireValue *root)
{
  PdSyncGateway *gateway = g_new0 (PdSyncGateway, 1);

  gateway->set_up = pd_sync_settings_is_true (root, "set_up");
  gateway->gateway = pd_sync_settings_dup_text (root, "gateway");
  gateway->app_key = pd_sync_settings_dup_text (root, "app_key");
  gateway->clerk = pd_sync_settings_dup_text (root, "clerk");
  gateway->extension = pd_sync_settings_dup_text (root, "extension");
  gateway->has_secret = pd_sync_settings_is_true (root, "has_secret");
  gateway->pace = pd_sync_settings_get_integer (root, "pace");
  return gateway;
}

static const PdSyncSettings settings = { "/v1/gateway", read_gateway, (GDestroyNotify) pd_sync_gateway_free };

/**
 * pd_sync_service_get_gateway_async:
 * @self: a service
 * @cancellable: (nullable): stops it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks the platform how the company is connected to a provider. For administrators.
 */
void
pd_sync_service_get_gateway_async (PdSyncService *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_service_get_gateway_async);
  pd_sync_settings_send (task, &settings, "GET", NULL);
}

/**
 * pd_sync_service_get_gateway_finish:
 * @self: a service
 * @result: the callback's
 * @error: return location for a %PD_SYNC_ERROR
 *
 * Returns: (transfer full) (nullable): the connection
 */
PdSyncGateway *
pd_sync_service_get_gateway_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * pd_sync_gateway_to_body:
 * @gateway: the settings
 * @secret: (nullable): the application's; %NULL keeps the one that the platform has for this application
 *
 * Returns: (transfer full): what pd_sync_service_put_gateway_async() sends; it is wiped when nobody has it any more
 */
GBytes *
pd_sync_gateway_to_body (const PdSyncGateway *gateway, const char *secret)
{
  GString *body = pd_sync_settings_body_new ();

  pd_sync_settings_write_text (body, "gateway", gateway->gateway);
  pd_sync_settings_write_text (body, "app_key", gateway->app_key);
  pd_sync_settings_write_text (body, "clerk", gateway->clerk);
  pd_sync_settings_write_text (body, "extension", gateway->extension);
  pd_sync_settings_write_text (body, "app_secret", secret);
  pd_sync_settings_write_integer (body, "pace", gateway->pace);
  return pd_sync_settings_body_end (body);
}

/**
 * pd_sync_service_put_gateway_async:
 * @self: a service
 * @body: of pd_sync_gateway_to_body()
 * @cancellable: (nullable): stops it; the platform may have taken it already
 * @callback: called when the platform has taken it, or has not
 * @user_data: for @callback
 *
 * Sets the company's connection. For administrators. The platform tries it at once; the record of the tax bureau tells
 * how that went.
 */
void
pd_sync_service_put_gateway_async (PdSyncService *self,
                                   GBytes *body,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_service_put_gateway_async);
  pd_sync_settings_send (task, &settings, "PUT", body);
}

/**
 * pd_sync_service_put_gateway_finish:
 * @self: a service
 * @result: the callback's
 * @error: return location for a %PD_SYNC_ERROR; REFUSED says in its message which setting is wrong
 *
 * Returns: (transfer full) (nullable): the connection as it is kept now
 */
PdSyncGateway *
pd_sync_service_put_gateway_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * pd_sync_service_remove_gateway_async:
 * @self: a service
 * @cancellable: (nullable): stops it; the platform may have done it already
 * @callback: called when it is removed, or is not
 * @user_data: for @callback
 *
 * Removes the company's connection and its secret: what waits goes through the platform's own gateway, if it has one. For
 * administrators.
 */
void
pd_sync_service_remove_gateway_async (PdSyncService *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_service_remove_gateway_async);
  pd_sync_settings_send (task, &settings, "DELETE", NULL);
}

/**
 * pd_sync_service_remove_gateway_finish:
 * @self: a service
 * @result: the callback's
 * @error: return location for a %PD_SYNC_ERROR; REFUSED says in its message what is under way at the provider
 *
 * Returns: (transfer full) (nullable): what the company has from now on
 */
PdSyncGateway *
pd_sync_service_remove_gateway_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
