/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-settings-private.h"

#include <string.h>

/* Settings that lie at the platform, beside sync: an administrator asks for them and sets them, one request each. Secrets
 * are in bodies alone, which are wiped. */

#define MAX_ANSWER (64 * 1024)

/* More than any settings need: a text that never grows leaves no copies of itself behind. */
#define BODY_ROOM (32 * 1024)

/* --- what is answered */

/*< private >
 * pd_sync_settings_dup_text: Returns: (transfer full) (nullable): %NULL where it is missing
 */
char *
pd_sync_settings_dup_text (const PdWireValue *object, const char *name)
{
  const PdWireValue *member = pd_wire_value_member (object, name);

  return member != NULL ? g_strdup (pd_wire_value_text (member)) : NULL;
}

/*< private >
 * pd_sync_settings_is_true:
 */
gboolean
pd_sync_settings_is_true (const PdWireValue *object, const char *name)
{
  const PdWireValue *member = pd_wire_value_member (object, name);

  return member != NULL && member->kind == PD_WIRE_TRUE;
}

/*< private >
 * pd_sync_settings_get_integer: Returns: 0 where it is missing, or negative
 */
gint64
pd_sync_settings_get_integer (const PdWireValue *object, const char *name)
{
  const PdWireValue *member = pd_wire_value_member (object, name);
  gint64 value = 0;

  return member != NULL && pd_wire_value_integer (member, &value) && value > 0 ? value : 0;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const PdSyncSettings *settings = g_object_get_data (G_OBJECT (task), "settings");
  GError *error = NULL;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, &error);
  g_autoptr (PdWireDocument) document =
      answer != NULL
          ? pd_wire_parse (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), NULL)
          : NULL;
  const PdWireValue *root = document != NULL ? pd_wire_document_root (document) : NULL;

  if (answer == NULL)
    g_task_return_error (task, error);
  else if (root == NULL || root->kind != PD_WIRE_OBJECT)
    g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER, "%s",
                             pd_sync_failure_sentence (PD_SYNC_FAILURE_BAD_ANSWER));
  else
    g_task_return_pointer (task, settings->read (root), settings->free);
}

/*< private >
 * pd_sync_settings_send_to:
 * @task: (transfer full): of a service; returns what @settings reads
 * @settings: static
 * @path: of the route
 * @body: (nullable)
 */
void
pd_sync_settings_send_to (GTask *task,
                          const PdSyncSettings *settings,
                          const char *method,
                          const char *path,
                          GBytes *body)
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
  g_object_set_data (G_OBJECT (task), "settings", (gpointer) settings);
  pd_sync_transport_send_async (self->transport, method, path, body, MAX_ANSWER,
                                g_task_get_cancellable (task), answered_cb, task);
}

/*< private >
 * pd_sync_settings_send: as pd_sync_settings_send_to(), to the settings' own path
 */
void
pd_sync_settings_send (GTask *task, const PdSyncSettings *settings, const char *method, GBytes *body)
{
  pd_sync_settings_send_to (task, settings, method, settings->path, body);
}

/* --- what is sent */

/*< private >
 * pd_sync_settings_body_new: Returns: (transfer full): an object that is written
 */
GString *
pd_sync_settings_body_new (void)
{
  GString *body = g_string_sized_new (BODY_ROOM);

  g_string_append_c (body, '{');
  return body;
}

static void
write_name (GString *body, const char *name)
{
  if (body->len > 1)
    g_string_append_c (body, ',');
  g_string_append_printf (body, "\"%s\":", name);
}

/*< private >
 * pd_sync_settings_write_text: @value: (nullable): nothing is written of nothing
 */
void
pd_sync_settings_write_text (GString *body, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  write_name (body, name);
  pd_wire_write_string (body, value);
}

/*< private >
 * pd_sync_settings_write_integer:
 */
void
pd_sync_settings_write_integer (GString *body, const char *name, gint64 value)
{
  write_name (body, name);
  g_string_append_printf (body, "%" G_GINT64_FORMAT, value);
}

/* What was sent is wiped. */
static void
body_free (gpointer data)
{
  GString *body = data;

  explicit_bzero (body->str, body->allocated_len);
  g_string_free (body, TRUE);
}

/*< private >
 * pd_sync_settings_body_end:
 * @body: (transfer full)
 *
 * Returns: (transfer full): it is wiped when nobody has it any more
 */
GBytes *
pd_sync_settings_body_end (GString *body)
{
  g_string_append_c (body, '}');
  return g_bytes_new_with_free_func (body->str, body->len, body_free, body);
}
