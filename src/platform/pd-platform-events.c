/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-events.h"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-handlers.h"
#include "wire/pd-wire.h"

/* For readers other than ours, which has a back-off of its own: milliseconds before it comes back. */
#define RETRY "retry: 5000\n"

#define BUSY_SECONDS 60

/* All of them, those of a company, those of a person: one table of counts. */
static void
name_counts (const char *tenant, const char *user, char *names[3])
{
  names[0] = g_strdup ("");
  names[1] = g_strdup (tenant);
  names[2] = g_strconcat (tenant, "\n", user, NULL);
}

static guint
get_count (PdPlatform *platform, const char *name)
{
  return platform->listeners != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (platform->listeners, name)) : 0;
}

static void
count_listener (PdPlatform *platform, const char *tenant, const char *user, int difference)
{
  char *names[3];

  if (platform->listeners == NULL)
    platform->listeners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  name_counts (tenant, user, names);
  for (guint index = 0; index < G_N_ELEMENTS (names); index++)
    {
      guint count = get_count (platform, names[index]) + (guint) difference;

      if (count > 0)
        g_hash_table_insert (platform->listeners, g_strdup (names[index]), GUINT_TO_POINTER (count));
      else
        g_hash_table_remove (platform->listeners, names[index]);
      g_free (names[index]);
    }
}

/** pd_platform_listener_came: a stream of events was opened; it counts until pd_platform_listener_went(). */
void
pd_platform_listener_came (PdPlatform *platform, const char *tenant, const char *user)
{
  count_listener (platform, tenant, user, 1);
}

void
pd_platform_listener_went (PdPlatform *platform, const char *tenant, const char *user)
{
  count_listener (platform, tenant, user, -1);
}

static gboolean
has_room (PdPlatform *platform, const PdPlatformSession *session)
{
  static const guint limits[] = { PD_PLATFORM_LISTENERS, PD_PLATFORM_LISTENERS_OF_TENANT,
                                  PD_PLATFORM_LISTENERS_OF_USER };
  char *names[3];
  gboolean room = TRUE;

  name_counts (session->tenant, session->user, names);
  for (guint index = 0; index < G_N_ELEMENTS (names); index++)
    {
      room = room && get_count (platform, names[index]) < limits[index];
      g_free (names[index]);
    }
  return room;
}

/**
 * pd_platform_event_text:
 * @sequence: (out) (optional): the tenant's newest, as the text tells it
 *
 * Returns: (transfer full) (nullable): one event of a stream: where the tenant's history ends now
 */
char *
pd_platform_event_text (PdPlatform *platform, const char *tenant, gint64 *sequence, GError **error)
{
  PdPlatformHead head;
  GString *out;

  if (!pd_platform_get_head (platform, tenant, &head, error))
    return NULL;
  if (sequence != NULL)
    *sequence = head.sequence;
  out = g_string_new ("event: head\ndata: {\"epoch\":");
  pd_wire_write_string (out, head.epoch);
  g_string_append_printf (out, ",\"head\":%" G_GINT64_FORMAT "}\n\n", head.sequence);
  return g_string_free (out, FALSE);
}

/**
 * pd_platform_handle_events: GET /v1/events
 *
 * Begins a stream that tells at once where the history ends; whoever holds the connection goes on with
 * pd_platform_event_text() after each change.
 */
gboolean
pd_platform_handle_events (PdPlatformCall *call, GError **error)
{
  g_autofree char *event = NULL;
  char *text;

  if (!has_room (call->platform, call->session))
    {
      call->response->retry_after = BUSY_SECONDS;
      return pd_platform_call_fail (call, 429, "too_many",
                                    _ ("Too many connections wait for changes. What changes is told when it "
                                       "is asked for."));
    }
  event =
      pd_platform_event_text (call->platform, call->session->tenant, &call->response->listener_head, error);
  if (event == NULL)
    return FALSE;
  text = g_strconcat (RETRY, event, NULL);
  pd_platform_response_set_bytes (call->response, 200, "text/event-stream",
                                  g_bytes_new_take (text, strlen (text)));
  call->response->listener_tenant = g_strdup (call->session->tenant);
  call->response->listener_user = g_strdup (call->session->user);
  return TRUE;
}
