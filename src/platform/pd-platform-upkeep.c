/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-upkeep.h"

#include "platform/pd-platform-bin.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-search.h"
#include "platform/pd-platform-templates.h"

/* What lay in the bins for long enough, and attachments that nobody needs, go a while after the start, and then every few hours. */
#define COLLECT_AFTER_MILLISECONDS (60 * 1000)
#define COLLECT_EVERY_MILLISECONDS (6 * 3600 * 1000)

/* The index of what records are found by follows in small parts, when nothing has been written for a while. */
#define INDEX_AT_ONCE 200
#define INDEX_PAUSE_MILLISECONDS 50
#define INDEX_EVERY_MILLISECONDS 3000

/* A look costs one search in an index. */
#define MAKE_EVERY_MILLISECONDS 5000

struct _PdPlatformUpkeep
{
  PdPlatform *platform;  /* (borrowed) */
  GMainContext *context; /* (owned) */
  GSource *collector;    /* (owned) (nullable) */
  GSource *indexer;      /* (owned) (nullable) */
  GSource *maker;        /* (owned) (nullable) */
  guint64 seen_changes;  /* when the indexer looked last */
  gboolean is_index_behind;
};

/* @source: (inout) (nullable) */
static void
start_again (PdPlatformUpkeep *upkeep, GSource **source, guint milliseconds, GSourceFunc func)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
  *source = g_timeout_source_new (milliseconds);
  g_source_set_callback (*source, func, upkeep, NULL);
  g_source_attach (*source, upkeep->context);
}

static gboolean
collect_cb (gpointer data)
{
  PdPlatformUpkeep *upkeep = data;
  g_autoptr (GError) error = NULL;
  guint n_removed = 0;

  if (!pd_platform_bin_purge (upkeep->platform, &n_removed, &error))
    g_message ("bin=not-purged reason=%s", error->message);
  else if (n_removed > 0)
    g_message ("bin=purged count=%u", n_removed);
  g_clear_error (&error);
  if (!pd_platform_collect_blobs (upkeep->platform, &n_removed, &error))
    g_message ("blobs=not-collected reason=%s", error->message);
  else if (n_removed > 0)
    g_message ("blobs=collected count=%u", n_removed);
  start_again (upkeep, &upkeep->collector, COLLECT_EVERY_MILLISECONDS, collect_cb);
  return G_SOURCE_REMOVE;
}

static gboolean
index_cb (gpointer data)
{
  PdPlatformUpkeep *upkeep = data;
  gboolean quiet = upkeep->seen_changes == upkeep->platform->search_changes;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  upkeep->seen_changes = upkeep->platform->search_changes;
  upkeep->is_index_behind = upkeep->is_index_behind || !quiet;
  if (quiet && upkeep->is_index_behind)
    {
      if (!pd_platform_search_catch_up (upkeep->platform, INDEX_AT_ONCE, &n, &error))
        g_message ("search=not-indexed reason=%s", error->message);
      else
        upkeep->is_index_behind = n == INDEX_AT_ONCE;
    }
  start_again (upkeep, &upkeep->indexer, n > 0 ? INDEX_PAUSE_MILLISECONDS : INDEX_EVERY_MILLISECONDS,
               index_cb);
  return G_SOURCE_REMOVE;
}

static gboolean
make_cb (gpointer data)
{
  PdPlatformUpkeep *upkeep = data;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  if (!pd_platform_make_due_orders (upkeep->platform, &n, &error))
    g_message ("templates=not-looked-through reason=%s", error->message);
  else if (n > 0)
    g_message ("templates=orders-made count=%u", n);
  start_again (upkeep, &upkeep->maker, MAKE_EVERY_MILLISECONDS, make_cb);
  return G_SOURCE_REMOVE;
}

/** pd_platform_upkeep_new: @platform: outlives it; its thread is the thread-default main context's */
PdPlatformUpkeep *
pd_platform_upkeep_new (PdPlatform *platform)
{
  PdPlatformUpkeep *upkeep = g_new0 (PdPlatformUpkeep, 1);

  upkeep->platform = platform;
  upkeep->context = g_main_context_ref_thread_default ();
  start_again (upkeep, &upkeep->collector, COLLECT_AFTER_MILLISECONDS, collect_cb);
  /* What an earlier process has left. */
  upkeep->is_index_behind = TRUE;
  start_again (upkeep, &upkeep->indexer, INDEX_EVERY_MILLISECONDS, index_cb);
  /* What has become due while the platform was off is there before anybody asks. */
  make_cb (upkeep);
  return upkeep;
}

void
pd_platform_upkeep_free (PdPlatformUpkeep *upkeep)
{
  g_source_destroy (upkeep->collector);
  g_source_unref (upkeep->collector);
  g_source_destroy (upkeep->indexer);
  g_source_unref (upkeep->indexer);
  g_source_destroy (upkeep->maker);
  g_source_unref (upkeep->maker);
  g_main_context_unref (upkeep->context);
  g_free (upkeep);
}
