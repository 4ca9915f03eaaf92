/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-gateway.h"

#include "sync/pd-sync-service-private.h"

#include <string.h>

/* The company's connection to a provider: asked for and set beside sync, by an administrator. */

#define PATH "/v1/gateway"
#define MAX_ANSWER (64 * 1024)

/* More than any settings need: a text that never grows leaves no copies of itself behind. */
#define BODY_ROOM (32 * 1024)

void
pd_sync_gateway_free (PdSyncGateway *gateway)
{
  g_free (gateway->gateway);
  g_free (gateway->app_key);
  g_free (gateway->clerk);
  g_free (gateway->extension);
  g_free (gateway);
}

static char *
dup_member (const PdWireValue *object, const char *name)
{
  const PdWireValue *member = pd_wire_value_member (object, name);

  return member != NULL ? g_strdup (pd_wire_value_text (member)) : NULL;
}

static gboolean
is_true (const PdWireValue *object, const char *name)
{
  const PdWireValue *member = pd_wire_value_member (object, name);

  return member != NULL && member->kind == PD_WIRE_TRUE;
}

static PdSyncGateway *
read_gateway (GBytes *answer, GError **error)
{
  g_autoptr (PdWireDocument) document =
      pd_wire_parse (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), NULL);
  const PdWireValue *root = document != NULL ? pd_wire_document_root (document) : NULL;
  const PdWireValue *pace;
  PdSyncGateway *gateway;

  if (root == NULL || root->kind != PD_WIRE_OBJECT)
    {
      g_set_error_literal (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER,
                           pd_sync_failure_sentence (PD_SYNC_FAILURE_BAD_ANSWER));
      return NULL;
    }
  gateway = g_new0 (PdSyncGateway, 1);
  gateway->set_up = is_true (root, "set_up");
  gateway->gateway = dup_member (root, "gateway");
  gateway->app_key = dup_member (root, "app_key");
  gateway->clerk = dup_member (root, "clerk");
  gateway->extension = dup_member (root, "extension");
  gateway->has_secret = is_true (root, "has_secret");
  pace = pd_wire_value_member (root, "pace");
  if (pace == NULL || !pd_wire_value_integer (pace, &gateway->pace) || gateway->pace < 0)
    gateway->pace = 0;
  return gateway;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, &error);
  PdSyncGateway *gateway = answer != NULL ? read_gateway (answer, &error) : NULL;

  if (gateway != NULL)
    g_task_return_pointer (task, gateway, (GDestroyNotify) pd_sync_gateway_free);
  else
    g_task_return_error (task, error);
}

/* @task: (transfer full) */
static void
send_request (GTask *task, const char *method, GBytes *body)
{
  PdSyncService *self = g_task_get_source_object (task);
  PdSyncPhase phase = pd_sync_engine_get_phase (self->engine);
  gboolean offline = phase == PD_SYNC_PHASE_OFFLINE;

  if (self->transport == NULL || offline || phase == PD_SYNC_PHASE_SIGNED_OUT)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR,
                               offline ? PD_SYNC_FAILURE_NETWORK : PD_SYNC_FAILURE_SIGN_IN, "%s",
                               pd_sync_service_get_message (self));
      g_object_unref (task);
      return;
    }
  pd_sync_transport_send_async (self->transport, method, PATH, body, MAX_ANSWER,
                                g_task_get_cancellable (task), answered_cb, task);
}

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
  send_request (task, "GET", NULL);
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

/* What was sent is wiped. */
static void
body_free (gpointer data)
{
  GString *body = data;

  explicit_bzero (body->str, body->allocated_len);
  g_string_free (body, TRUE);
}

static void
write_text (GString *body, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  if (body->len > 1)
    g_string_append_c (body, ',');
  g_string_append_printf (body, "\"%s\":", name);
  pd_wire_write_string (body, value);
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
  GString *body = g_string_sized_new (BODY_ROOM);

  g_string_append_c (body, '{');
  write_text (body, "gateway", gateway->gateway);
  write_text (body, "app_key", gateway->app_key);
  write_text (body, "clerk", gateway->clerk);
  write_text (body, "extension", gateway->extension);
  write_text (body, "app_secret", secret);
  if (body->len > 1)
    g_string_append_c (body, ',');
  g_string_append_printf (body, "\"pace\":%" G_GINT64_FORMAT "}", gateway->pace);
  return g_bytes_new_with_free_func (body->str, body->len, body_free, body);
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
  send_request (task, "PUT", body);
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
