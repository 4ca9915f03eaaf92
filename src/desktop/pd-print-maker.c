/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-maker.h"

#include <glib/gi18n-lib.h>

/* One thread opens and draws what is printed, one wish after the other: the papers of the queue belong to it. A wish
 * that is cancelled ends at its next page, so that the newest one never waits long. */

struct _PdPrintMaker
{
  GObject parent_instance;

  GThreadPool *pool; /* (owned) */
  PdReader *reader;  /* (owned) (nullable): of the thread, from the first file on */
  gint done;         /* atomic: of the wish under way */
  gint total;        /* atomic */
};

G_DEFINE_FINAL_TYPE (PdPrintMaker, pd_print_maker, G_TYPE_OBJECT)

typedef struct
{
  GPtrArray *entries; /* (owned) of PdPrintEntry */
  PdPrintSettings settings;
  guint first;
  guint n_sheets;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_ptr_array_unref (wish->entries);
  g_free (wish);
}

/** pd_print_made_free: @self: (transfer full): sheets */
void
pd_print_made_free (PdPrintMade *self)
{
  g_clear_pointer (&self->stream, pd_print_stream_free);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->unreadable);
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->omissions);
  g_free (self);
}

static PdPrintMade *
made_new (void)
{
  PdPrintMade *made = g_new0 (PdPrintMade, 1);

  made->entries = g_ptr_array_new_with_free_func (g_object_unref);
  made->unreadable = g_ptr_array_new_with_free_func (g_object_unref);
  made->reasons = g_ptr_array_new_with_free_func (g_free);
  made->omissions = g_ptr_array_new_with_free_func (g_free);
  return made;
}

static void
progress_cb (guint done, guint total, gpointer data)
{
  PdPrintMaker *self = data;

  g_atomic_int_set (&self->done, (gint) done);
  g_atomic_int_set (&self->total, (gint) total);
}

/* What can be opened. The rest is told, and does not stop it. */
static gboolean
open_entries (PdPrintMaker *self,
              const Wish *wish,
              PdPrintMade *made,
              GCancellable *cancellable,
              GError **error)
{
  for (guint i = 0; i < wish->entries->len; i++)
    {
      PdPrintEntry *entry = wish->entries->pdata[i];
      g_autoptr (GError) reason = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (entry->file != NULL && self->reader == NULL)
        self->reader = pd_reader_new (NULL);
      if (pd_print_entry_open (entry, self->reader, cancellable, &reason))
        g_ptr_array_add (made->entries, g_object_ref (entry));
      else
        {
          g_ptr_array_add (made->unreadable, g_object_ref (entry));
          g_ptr_array_add (made->reasons, g_strdup (reason->message));
        }
    }
  return TRUE;
}

/* Adds a document to those of which a sentence holds; once, however many of its pages it holds of. */
static void
add_omission (GPtrArray *sentences, GHashTable *titles, const char *sentence, const char *title)
{
  GPtrArray *of = g_hash_table_lookup (titles, sentence);

  if (of == NULL)
    {
      of = g_ptr_array_new ();
      g_ptr_array_add (sentences, (gpointer) sentence);
      g_hash_table_insert (titles, (gpointer) sentence, of);
    }
  if (of->len == 0 || of->pdata[of->len - 1] != (gpointer) title)
    g_ptr_array_add (of, (gpointer) title);
}

/* One line for each sentence: what holds of one document names it, what holds of many counts them. */
static void
collect_omissions (PdPrintMade *made)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new ();
  g_autoptr (GHashTable) titles =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < made->entries->len; i++)
    {
      const PdPrintEntry *entry = made->entries->pdata[i];

      for (guint page = 0; page < pd_paper_get_n_pages (entry->item->paper); page++)
        {
          const char *omission = pd_paper_get_omission (entry->item->paper, page);

          if (omission != NULL)
            add_omission (sentences, titles, omission, entry->title);
        }
    }
  for (guint i = 0; i < sentences->len; i++)
    {
      const char *sentence = sentences->pdata[i];
      GPtrArray *of = g_hash_table_lookup (titles, sentence);

      if (of->len == 1)
        /* Translators: a document's name, then a sentence on what of it is missing */
        g_ptr_array_add (made->omissions,
                         g_strdup_printf (_ ("%1$s: %2$s"), (const char *) of->pdata[0], sentence));
      else
        /* Translators: of how many documents a sentence holds, then the sentence */
        g_ptr_array_add (made->omissions, g_strdup_printf (_ ("%1$u documents: %2$s"), of->len, sentence));
    }
}

static void
run_cb (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  PdPrintMaker *self = g_task_get_source_object (task);
  const Wish *wish = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (PdPrintMade) made = made_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  GError *error = NULL;

  progress_cb (0, 0, self);
  if (open_entries (self, wish, made, cancellable, &error) && made->entries->len > 0)
    {
      for (guint i = 0; i < made->entries->len; i++)
        g_ptr_array_add (items, ((PdPrintEntry *) made->entries->pdata[i])->item);
      made->stream = pd_print_stream_new_part (items, &wish->settings, wish->first, wish->n_sheets,
                                               progress_cb, self, cancellable, &error);
      if (made->stream != NULL)
        collect_omissions (made);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&made), (GDestroyNotify) pd_print_made_free);
}

static void
pd_print_maker_finalize (GObject *object)
{
  PdPrintMaker *self = PD_PRINT_MAKER (object);

  /* A wish holds a reference, so that none is left; the last may go in the pool's own thread. */
  g_thread_pool_free (self->pool, FALSE, FALSE);
  g_clear_pointer (&self->reader, pd_reader_free);
  G_OBJECT_CLASS (pd_print_maker_parent_class)->finalize (object);
}

static void
pd_print_maker_class_init (PdPrintMakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_print_maker_finalize;
}

static void
pd_print_maker_init (PdPrintMaker *self)
{
  self->pool = g_thread_pool_new (run_cb, NULL, 1, FALSE, NULL);
}

/** pd_print_maker_new: Returns: (transfer full): a thread that makes sheets; it starts with the first wish */
PdPrintMaker *
pd_print_maker_new (void)
{
  return g_object_new (PD_TYPE_PRINT_MAKER, NULL);
}

/**
 * pd_print_maker_make_async:
 * @self: a maker
 * @entries: (element-type PdPrintEntry): the queue, not to change any more; entries of one maker only
 * @settings: how
 * @first: the first sheet that is wanted, covers counted
 * @n_sheets: how many; %G_MAXUINT for all
 * @cancellable: (nullable): stops it at the next page
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Makes sheets after what was wished for before.
 */
void
pd_print_maker_make_async (PdPrintMaker *self,
                           GPtrArray *entries,
                           const PdPrintSettings *settings,
                           guint first,
                           guint n_sheets,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);

  g_task_set_source_tag (task, pd_print_maker_make_async);
  wish->entries = g_ptr_array_ref (entries);
  wish->settings = *settings;
  wish->first = first;
  wish->n_sheets = n_sheets;
  g_task_set_task_data (task, wish, wish_free);
  g_thread_pool_push (self->pool, task, NULL);
}

/** pd_print_maker_make_finish: Returns: (transfer full) (nullable): the sheets, and what is to be said of them */
PdPrintMade *
pd_print_maker_make_finish (PdPrintMaker *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/** pd_print_maker_get_progress: @done: (out): sheets that are drawn; @total: (out): of how many, 0 before that is known */
void
pd_print_maker_get_progress (PdPrintMaker *self, guint *done, guint *total)
{
  *done = (guint) g_atomic_int_get (&self->done);
  *total = (guint) g_atomic_int_get (&self->total);
}
