/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-keep.h"

#include "ctl/pd-ctl-table.h"
#include "store/pd-store-streams.h"

#include <glib/gi18n-lib.h>

/* Which years of orders and invoices this computer keeps. */

/* Nobody's orders are from after it, and it has four digits. */
#define LAST_YEAR 9999
#define SWEEP_RECORDS 500

/** Keeping: what is kept, and what is to be. */
typedef struct
{
  gboolean change;
  guint since;        /* the first year; 0 for all */
  GPtrArray *streams; /* (owned) of PdStoreStream */
} Keeping;

static gboolean
keep_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Keeping *keeping = data;

  return !keeping->change || pd_store_set_keep_since (session, keeping->since, error);
}

static gboolean
sweep_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_sweep_streams (session, SWEEP_RECORDS, data, error);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Keeping *keeping = data;

  keeping->streams = pd_store_list_streams (session, error);
  return keeping->streams != NULL && pd_store_get_keep_since (session, &keeping->since, error);
}

static gboolean
carry_out (PdCtl *ctl, Keeping *keeping, GError **error)
{
  gboolean more = keeping->change;

  if (!pd_store_write (ctl->store, keep_job, keeping, ctl->cancellable, error))
    return FALSE;
  while (more)
    if (!pd_store_write (ctl->store, sweep_job, &more, ctl->cancellable, error))
      return FALSE;
  return pd_store_read (ctl->store, look_job, keeping, ctl->cancellable, error);
}

static void
print_stream (PdCtl *ctl, const PdStoreStream *stream, PdCtlTable *table)
{
  const PdRecordType *type = pd_stream_type (stream->name);
  guint year = pd_stream_year (stream->name);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "name", stream->name);
  pd_ctl_json_integer (ctl->document, "count", stream->count);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_add (table, type != NULL ? _ (type->label) : stream->name);
  pd_ctl_table_take (table, year > 0 ? g_strdup_printf ("%u", year) : g_strdup (""));
  pd_ctl_table_take (table, g_strdup_printf ("%" G_GINT64_FORMAT, stream->count));
}

static void
report (PdCtl *ctl, const Keeping *keeping)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);

  pd_ctl_table_set_right (table, 2);
  pd_ctl_json_integer (ctl->document, "since", keeping->since);
  pd_ctl_json_open (ctl->document, "streams", '[');
  for (guint i = 0; i < keeping->streams->len; i++)
    print_stream (ctl, g_ptr_array_index (keeping->streams, i), table);
  pd_ctl_json_close (ctl->document, ']');
  if (keeping->since == 0)
    pd_ctl_say (ctl, _ ("This computer keeps all years."));
  else
    pd_ctl_say (ctl, _ ("This computer keeps orders and invoices since %u; older ones are on the platform."),
                keeping->since);
  if (!ctl->arguments->json && !ctl->arguments->quiet)
    pd_ctl_table_write (table, ctl->out);
  if (keeping->change)
    pd_ctl_say (ctl, _ ("What is to come arrives with the next “piaodanctl sync”."));
}

/**
 * pd_ctl_keep:
 *
 * Says which years this computer keeps; with --since or --all chooses them. What leaves stays on the platform, and what
 * waits to be sent stays here.
 */
gboolean
pd_ctl_keep (PdCtl *ctl, GError **error)
{
  const gboolean all = pd_ctl_arguments_has (ctl->arguments, "all");
  Keeping keeping = { 0 };
  gint64 since = 0;
  gboolean done;

  if (!pd_ctl_arguments_get_number (ctl->arguments, "since", LAST_YEAR, &since, error))
    return FALSE;
  if (all && since > 0)
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("Give --since or --all, not both. Nothing was changed."));
      return FALSE;
    }
  keeping.change = all || since > 0;
  keeping.since = (guint) since;
  done = carry_out (ctl, &keeping, error);
  if (done)
    report (ctl, &keeping);
  g_clear_pointer (&keeping.streams, g_ptr_array_unref);
  return done;
}
