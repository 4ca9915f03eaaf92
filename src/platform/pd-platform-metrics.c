/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-handlers.h"

/** pd_platform_handle_health: GET /v1/health: whether the database answers; nothing about anybody's data. */
gboolean
pd_platform_handle_health (PdPlatformCall *call, GError **error)
{
  gint64 tenants = 0;

  if (!pd_platform_sql_get_integer (call->platform->sql, &tenants, NULL, "SELECT count (*) FROM tenant", ""))
    {
      call->response->retry_after = 30;
      return pd_platform_call_fail (call, 503, "database", _ ("The platform's database does not answer."));
    }
  pd_platform_response_set_json (call->response, 200,
                                 g_strdup ("{\"status\":\"ok\",\"version\":\"" PIAODAN_VERSION
                                           "\",\"database\":\"ok\"}\n"));
  return TRUE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
write_answers (PdPlatform *platform, GString *out)
{
  guint n_keys = 0;
  g_autofree const char **keys = (const char **) g_hash_table_get_keys_as_array (platform->answers, &n_keys);

  qsort (keys, n_keys, sizeof *keys, compare_keys);
  g_string_append (out, "# TYPE piaodan_requests_total counter\n");
  for (guint index = 0; index < n_keys; index++)
    {
      g_auto (GStrv) parts = g_strsplit (keys[index], " ", 3);
      const guint64 *count = g_hash_table_lookup (platform->answers, keys[index]);

      g_string_append_printf (
          out, "piaodan_requests_total{method=\"%s\",route=\"%s\",status=\"%s\"} %" G_GUINT64_FORMAT "\n",
          parts[0], parts[1], parts[2], *count);
    }
}

static void
write_outcomes (PdPlatform *platform, GString *out)
{
  g_string_append (out, "# TYPE piaodan_mutations_total counter\n");
  for (guint outcome = 0; outcome < G_N_ELEMENTS (platform->mutations); outcome++)
    g_string_append_printf (out, "piaodan_mutations_total{outcome=\"%s\"} %" G_GUINT64_FORMAT "\n",
                            pd_outcome_name ((PdOutcome) outcome), platform->mutations[outcome]);
  g_string_append_printf (out,
                          "# TYPE piaodan_damage_total counter\npiaodan_damage_total %" G_GUINT64_FORMAT "\n",
                          platform->damage_found);
}

/* Tenants are told by their id: a name is theirs. */
static gboolean
write_gauges (PdPlatform *platform,
              GString *out,
              const char *name,
              const char *label,
              const char *text,
              GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (platform->sql, error, text, "");
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  g_string_append_printf (out, "# TYPE %s gauge\n", name);
  while ((step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    g_string_append_printf (out, "%s{%s=\"%s\"} %" G_GINT64_FORMAT "\n", name, label,
                            pd_platform_rows_text (rows, 0), pd_platform_rows_integer (rows, 1));
  return step == PD_PLATFORM_STEP_DONE;
}

/** pd_platform_handle_metrics: GET /v1/metrics in Prometheus' text form, for this machine or an administrator. */
gboolean
pd_platform_handle_metrics (PdPlatformCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (!call->request->is_loopback &&
      (call->session == NULL || !pd_platform_role_may (call->session->role, "get", "metrics")))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  write_answers (call->platform, out);
  write_outcomes (call->platform, out);
  if (!write_gauges (call->platform, out, "piaodan_head_sequence", "tenant",
                     "SELECT tenant, seq FROM tenant_head", error) ||
      !write_gauges (call->platform, out, "piaodan_submissions", "state",
                     "SELECT state, count (*) FROM submission GROUP BY state", error))
    return FALSE;
  pd_platform_response_set_bytes (call->response, 200, "text/plain; version=0.0.4",
                                  g_bytes_new (out->str, out->len));
  return TRUE;
}
