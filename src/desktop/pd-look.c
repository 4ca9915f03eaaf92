/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-look.h"

#include <gtk/gtk.h>

/* Looking at the cache: again when it has changed, after a pause, only while somebody sees it; a newer look takes the place of
 * an older one that is still under way. */
struct _PdLook
{
  const PdLookKind *kind;
  gpointer owner;            /* (borrowed) (nullable) a GObject; NULL once it is gone */
  PdStore *store;            /* (owned) */
  GPtrArray *types;          /* (owned) of PdRecordType */
  GCancellable *cancellable; /* (owned) (nullable) of the look under way */
  gulong changed_handler;
  gulong map_handler;
  guint pause_source;
  gboolean is_old;     /* something has changed while nobody could see it */
  gboolean is_missed;  /* something has changed since the look under way began */
  gboolean has_looked; /* and nothing else is wanted since */
};

/** Request: one look. */
typedef struct
{
  PdLook *look;              /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gpointer data;             /* (owned) */
} Request;

static void
look_clear (gpointer data)
{
  PdLook *look = data;

  g_ptr_array_unref (look->types);
  g_object_unref (look->store);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->look->kind->clear != NULL)
    request->look->kind->clear (request->data);
  g_free (request->data);
  g_object_unref (request->cancellable);
  g_atomic_rc_box_release_full (request->look, look_clear);
  g_free (request);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Request *request = data;

  return request->look->kind->job (session, request->data, cancellable, error);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Request *request = pd_store_job_data (result);
  PdLook *look = request->look;
  g_autoptr (GObject) owner = NULL;

  if (look->owner == NULL || request->cancellable != look->cancellable)
    return;
  owner = g_object_ref (look->owner);
  g_clear_object (&look->cancellable);
  look->has_looked = ok;
  if (look->is_missed)
    pd_look_again (look);
  look->kind->done (owner, request->data, error);
}

static void
stop (PdLook *look)
{
  g_clear_handle_id (&look->pause_source, g_source_remove);
  if (look->cancellable != NULL)
    g_cancellable_cancel (look->cancellable);
  g_clear_object (&look->cancellable);
  look->is_missed = FALSE;
}

/** pd_look_now: looks without a pause, or as soon as somebody can see it */
void
pd_look_now (PdLook *look)
{
  Request *request;
  gpointer data;

  g_return_if_fail (look != NULL);

  stop (look);
  look->is_old = look->kind->only_seen && !gtk_widget_get_mapped (GTK_WIDGET (look->owner));
  if (look->is_old)
    return;
  data = g_malloc0 (look->kind->size);
  if (look->kind->start != NULL && !look->kind->start (look->owner, data))
    {
      g_free (data);
      look->has_looked = TRUE;
      return;
    }
  look->cancellable = g_cancellable_new ();
  request = g_new0 (Request, 1);
  request->look = g_atomic_rc_box_acquire (look);
  request->cancellable = g_object_ref (look->cancellable);
  request->data = data;
  pd_store_read_async (look->store, look->kind->priority, look_job, request, request_free, look->cancellable,
                       looked_cb, NULL);
}

static gboolean
pause_cb (gpointer user_data)
{
  PdLook *look = user_data;

  look->pause_source = 0;
  pd_look_now (look);
  return G_SOURCE_REMOVE;
}

/** pd_look_again: looks after the pause, or as soon as somebody can see it */
void
pd_look_again (PdLook *look)
{
  g_return_if_fail (look != NULL);

  if (look->kind->only_seen && !gtk_widget_get_mapped (GTK_WIDGET (look->owner)))
    look->is_old = TRUE;
  else if (look->pause_source == 0)
    look->pause_source = g_timeout_add (look->kind->pause, pause_cb, look);
}

/** pd_look_anew: something else is wanted: what was seen is of no use, and neither is what a look under way will see */
void
pd_look_anew (PdLook *look)
{
  g_return_if_fail (look != NULL);

  look->has_looked = FALSE;
  pd_look_now (look);
}

/* A cache that changes without end must not keep a look from ever being finished. */
static void
store_changed_cb (PdStore *store, const char *type_name, PdLook *look)
{
  gboolean concerns = *type_name == '\0' && look->types->len > 0;

  for (guint i = 0; !concerns && i < look->types->len; i++)
    concerns = g_str_equal (((const PdRecordType *) look->types->pdata[i])->name, type_name);
  if (concerns && look->cancellable != NULL)
    look->is_missed = TRUE;
  else if (concerns)
    pd_look_again (look);
}

static void
map_cb (GtkWidget *widget, PdLook *look)
{
  if (look->is_old)
    pd_look_now (look);
}

/**
 * pd_look_new:
 * @owner: who looks, a GObject; it frees the look when it is disposed of
 * @store: the cache
 * @kind: (transfer none): how it looks; stays as long as the program
 *
 * Returns: (transfer full): a look that has seen nothing yet; where only what is seen counts it looks as soon as it is
 */
PdLook *
pd_look_new (gpointer owner, PdStore *store, const PdLookKind *kind)
{
  PdLook *look = g_atomic_rc_box_new0 (PdLook);

  g_return_val_if_fail (!kind->only_seen || GTK_IS_WIDGET (owner), NULL);

  look->kind = kind;
  look->owner = owner;
  look->store = g_object_ref (store);
  look->types = g_ptr_array_new ();
  look->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), look);
  look->is_old = kind->only_seen;
  if (kind->only_seen)
    look->map_handler = g_signal_connect (owner, "map", G_CALLBACK (map_cb), look);
  return look;
}

/** pd_look_free: ends what is under way; nothing is shown any more */
void
pd_look_free (PdLook *look)
{
  g_return_if_fail (look != NULL);

  stop (look);
  g_clear_signal_handler (&look->changed_handler, look->store);
  g_clear_signal_handler (&look->map_handler, look->owner);
  look->owner = NULL;
  g_atomic_rc_box_release_full (look, look_clear);
}

/** pd_look_watch: @type: looks again when records of this type have changed */
void
pd_look_watch (PdLook *look, const PdRecordType *type)
{
  g_return_if_fail (look != NULL);

  g_ptr_array_add (look->types, (gpointer) type);
}

/** pd_look_is_done: Returns: whether the last look went well and none is under way or waits */
gboolean
pd_look_is_done (PdLook *look)
{
  g_return_val_if_fail (look != NULL, FALSE);

  return look->has_looked && look->cancellable == NULL && look->pause_source == 0;
}
