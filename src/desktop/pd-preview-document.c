/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-document.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "paper/pd-paper-find.h"

/* The most pixels of one rendered page; beyond it a coarser picture is stretched. */
#define MAX_PIXELS (32.0 * 1024 * 1024)
#define MAX_SIDE 16384.0

typedef struct
{
  double width;
  double height;
} PageSize;

struct _PdPreviewDocument
{
  GObject parent_instance;

  PdPaper *paper;    /* (owned) touched only by the one thread of @pool */
  GArray *sizes;     /* (owned) of PageSize */
  GThreadPool *pool; /* (owned) */
  guint next_serial;
  GMutex lock;           /* of what follows */
  GHashTable *omissions; /* (owned): page → sentence, of pages that were not drawn in full */
};

G_DEFINE_FINAL_TYPE (PdPreviewDocument, pd_preview_document, G_TYPE_OBJECT)

/* What the person waits for goes first: the selection under the mouse, then pages, then their text. */
enum
{
  PRIORITY_SELECT,
  PRIORITY_RENDER,
  PRIORITY_FIND,
  PRIORITY_TEXT
};

typedef void (*JobFunc) (PdPreviewDocument *self, GTask *task, gpointer data);

typedef struct
{
  GTask *task; /* (owned) */
  JobFunc func;
  int priority;
  guint serial;
} Job;

static void
job_run_cb (gpointer data, gpointer user_data)
{
  g_autofree Job *job = data;
  g_autoptr (GTask) task = job->task;

  if (!g_task_return_error_if_cancelled (task))
    job->func (g_task_get_source_object (task), task, g_task_get_task_data (task));
}

static int
job_compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Job *first = a;
  const Job *second = b;

  if (first->priority != second->priority)
    return first->priority - second->priority;
  return first->serial < second->serial ? -1 : 1;
}

static void
push_job (PdPreviewDocument *self, GTask *task, int priority, JobFunc func)
{
  Job *job = g_new0 (Job, 1);

  job->task = g_object_ref (task);
  job->func = func;
  job->priority = priority;
  job->serial = self->next_serial++;
  g_thread_pool_push (self->pool, job, NULL);
}

static void
pd_preview_document_finalize (GObject *object)
{
  PdPreviewDocument *self = PD_PREVIEW_DOCUMENT (object);

  /* A task holds a reference on its document, so that no job is left here; but the last
   * reference may go in the pool's own thread, which cannot wait for itself. */
  g_thread_pool_free (self->pool, FALSE, FALSE);
  g_clear_pointer (&self->paper, pd_paper_unref);
  g_array_unref (self->sizes);
  g_hash_table_unref (self->omissions);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (pd_preview_document_parent_class)->finalize (object);
}

static void
pd_preview_document_class_init (PdPreviewDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_preview_document_finalize;
}

static void
pd_preview_document_init (PdPreviewDocument *self)
{
  g_mutex_init (&self->lock);
  self->omissions = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->sizes = g_array_new (FALSE, TRUE, sizeof (PageSize));
  self->pool = g_thread_pool_new (job_run_cb, NULL, 1, FALSE, NULL);
  g_thread_pool_set_sort_function (self->pool, job_compare_cb, NULL);
}

typedef struct
{
  GBytes *bytes; /* (owned) */
  char *name;    /* (owned) */
} OpenJob;

static void
open_job_free (gpointer data)
{
  OpenJob *job = data;

  g_bytes_unref (job->bytes);
  g_free (job->name);
  g_free (job);
}

static void
open_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const OpenJob *job = task_data;
  g_autoptr (PdPreviewDocument) self = NULL;
  g_autoptr (PdPaper) paper = NULL;
  GError *error = NULL;

  paper = pd_paper_open (job->bytes, job->name, cancellable, &error);
  if (paper == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self = g_object_new (PD_TYPE_PREVIEW_DOCUMENT, NULL);
  for (guint i = 0; i < pd_paper_get_n_pages (paper); i++)
    {
      PageSize size = { 0 };

      if (g_task_return_error_if_cancelled (task))
        return;
      pd_paper_get_page_size (paper, i, &size.width, &size.height);
      g_array_append_val (self->sizes, size);
    }
  self->paper = g_steal_pointer (&paper);
  g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

/**
 * pd_preview_document_open_async:
 * @bytes: a file of any format that can be shown
 * @name: its name, for people
 * @cancellable: (nullable): stops it
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens a file in a thread.
 */
void
pd_preview_document_open_async (GBytes *bytes,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  OpenJob *job;

  g_return_if_fail (bytes != NULL && name != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  job = g_new0 (OpenJob, 1);
  job->bytes = g_bytes_ref (bytes);
  job->name = g_strdup (name);
  g_task_set_source_tag (task, pd_preview_document_open_async);
  g_task_set_task_data (task, job, open_job_free);
  g_task_run_in_thread (task, open_thread);
}

/**
 * pd_preview_document_open_finish:
 * @result: what the callback got
 * @error: return location: a sentence that can be shown
 *
 * Returns: (transfer full) (nullable): the open document
 */
PdPreviewDocument *
pd_preview_document_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * pd_preview_document_get_n_pages:
 * @self: a document
 *
 * Returns: how many pages it has, at least one
 */
guint
pd_preview_document_get_n_pages (PdPreviewDocument *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_DOCUMENT (self), 0);

  return self->sizes->len;
}

/**
 * pd_preview_document_get_page_size:
 * @self: a document
 * @page: which one, from 0
 * @width: (out): points
 * @height: (out): points
 *
 * Tells how large a page is. Known since the document was opened.
 */
void
pd_preview_document_get_page_size (PdPreviewDocument *self, guint page, double *width, double *height)
{
  const PageSize *size;

  g_return_if_fail (PD_IS_PREVIEW_DOCUMENT (self));
  g_return_if_fail (page < self->sizes->len);

  size = &g_array_index (self->sizes, PageSize, page);
  *width = size->width;
  *height = size->height;
}

typedef struct
{
  guint page;
  double scale;
} RenderJob;

static GdkTexture *
texture_take_surface (cairo_surface_t *surface)
{
  g_autoptr (GBytes) bytes = NULL;
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);

  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * (gsize) height,
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
keep_omission (PdPreviewDocument *self, guint page)
{
  const char *omission = pd_paper_get_omission (self->paper, page);

  g_mutex_lock (&self->lock);
  if (omission != NULL)
    g_hash_table_insert (self->omissions, GUINT_TO_POINTER (page), g_strdup (omission));
  g_mutex_unlock (&self->lock);
}

static void
render_job (PdPreviewDocument *self, GTask *task, gpointer data)
{
  const RenderJob *job = data;
  const PageSize *size = &g_array_index (self->sizes, PageSize, job->page);
  cairo_surface_t *surface;
  cairo_t *cr;
  double limit, scale;
  GError *error = NULL;

  limit = MIN (sqrt (MAX_PIXELS / (size->width * size->height)), MAX_SIDE / MAX (size->width, size->height));
  scale = MIN (job->scale, limit);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (1, (int) round (size->width * scale)),
                                        MAX (1, (int) round (size->height * scale)));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, cairo_image_surface_get_width (surface) / size->width,
               cairo_image_surface_get_height (surface) / size->height);
  if (pd_paper_draw (self->paper, job->page, cr, PD_PAPER_SCREEN, g_task_get_cancellable (task), &error) &&
      cairo_status (cr) != CAIRO_STATUS_SUCCESS)
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("There is not enough memory to show page %u."),
                         job->page + 1);
  cairo_destroy (cr);
  keep_omission (self, job->page);
  if (error != NULL)
    {
      cairo_surface_destroy (surface);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, texture_take_surface (surface), g_object_unref);
}

/**
 * pd_preview_document_render_async:
 * @self: a document
 * @page: which one, from 0
 * @scale: pixels of the screen for a point
 * @cancellable: (nullable): when it is cancelled before its turn, nothing is drawn
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Draws a page in the document's thread. A page that would be too large is drawn coarser.
 */
void
pd_preview_document_render_async (PdPreviewDocument *self,
                                  guint page,
                                  double scale,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  RenderJob *job;

  g_return_if_fail (PD_IS_PREVIEW_DOCUMENT (self));
  g_return_if_fail (page < self->sizes->len);
  g_return_if_fail (scale > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_preview_document_render_async);
  job = g_new0 (RenderJob, 1);
  job->page = page;
  job->scale = scale;
  g_task_set_task_data (task, job, g_free);
  push_job (self, task, PRIORITY_RENDER, render_job);
}

/**
 * pd_preview_document_render_finish:
 * @self: a document
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the picture of the page
 */
GdkTexture *
pd_preview_document_render_finish (PdPreviewDocument *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * pd_preview_document_dup_omission:
 * @self: a document
 * @page: which one, from 0
 *
 * Returns: (transfer full) (nullable): what of the page could not be drawn, a sentence; %NULL when all was, or it was not
 *   drawn yet
 */
char *
pd_preview_document_dup_omission (PdPreviewDocument *self, guint page)
{
  char *omission;

  g_return_val_if_fail (PD_IS_PREVIEW_DOCUMENT (self), NULL);

  g_mutex_lock (&self->lock);
  omission = g_strdup (g_hash_table_lookup (self->omissions, GUINT_TO_POINTER (page)));
  g_mutex_unlock (&self->lock);
  return omission;
}

static void
find_job (PdPreviewDocument *self, GTask *task, gpointer data)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint page = 0; page < self->sizes->len; page++)
    {
      if (g_task_return_error_if_cancelled (task))
        return;
      g_ptr_array_add (pages, pd_paper_find (self->paper, page, data));
    }
  g_task_return_pointer (task, g_steal_pointer (&pages), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * pd_preview_document_find_async:
 * @self: a document
 * @text: what to look for, see pd_paper_find_glyphs()
 * @cancellable: (nullable): stops it
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Looks for text on all pages in the document's thread.
 */
void
pd_preview_document_find_async (PdPreviewDocument *self,
                                const char *text,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PD_IS_PREVIEW_DOCUMENT (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_preview_document_find_async);
  g_task_set_task_data (task, g_strdup (text), g_free);
  push_job (self, task, PRIORITY_FIND, find_job);
}

/**
 * pd_preview_document_find_finish:
 * @self: a document
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type GPtrArray): for each page its places, of cairo_region_t
 */
GPtrArray *
pd_preview_document_find_finish (PdPreviewDocument *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
text_job (PdPreviewDocument *self, GTask *task, gpointer data)
{
  g_task_return_pointer (task, pd_paper_get_text (self->paper, GPOINTER_TO_UINT (data)), g_free);
}

/**
 * pd_preview_document_get_text_async:
 * @self: a document
 * @page: which one, from 0
 * @cancellable: (nullable): stops it
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Reads the text of a page in the document's thread.
 */
void
pd_preview_document_get_text_async (PdPreviewDocument *self,
                                    guint page,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PD_IS_PREVIEW_DOCUMENT (self));
  g_return_if_fail (page < self->sizes->len);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_preview_document_get_text_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (page), NULL);
  push_job (self, task, PRIORITY_TEXT, text_job);
}

/**
 * pd_preview_document_get_text_finish:
 * @self: a document
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the text in the order of reading
 */
char *
pd_preview_document_get_text_finish (PdPreviewDocument *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * pd_preview_selected_free:
 * @self: (transfer full): what was selected
 *
 * Frees it.
 */
void
pd_preview_selected_free (PdPreviewSelected *self)
{
  g_free (self->text);
  g_array_unref (self->selections);
  g_ptr_array_unref (self->regions);
  g_free (self);
}

static void
select_job (PdPreviewDocument *self, GTask *task, gpointer data)
{
  GArray *selections = data;
  g_autoptr (PdPreviewSelected) selected = g_new0 (PdPreviewSelected, 1);
  g_autoptr (GString) text = g_string_new (NULL);

  selected->selections = g_array_ref (selections);
  selected->regions = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_region_destroy);
  for (guint i = 0; i < selections->len; i++)
    {
      const PdPaperSelection *selection = &g_array_index (selections, PdPaperSelection, i);
      g_autofree char *part = NULL;
      cairo_region_t *region = NULL;

      if (g_task_return_error_if_cancelled (task))
        return;
      part = pd_paper_select (self->paper, selection, &region);
      if (text->len > 0 && *part != '\0')
        g_string_append_c (text, '\n');
      g_string_append (text, part);
      g_ptr_array_add (selected->regions, region);
    }
  selected->text = g_string_free (g_steal_pointer (&text), FALSE);
  g_task_return_pointer (task, g_steal_pointer (&selected), (GDestroyNotify) pd_preview_selected_free);
}

/**
 * pd_preview_document_select_async:
 * @self: a document
 * @selections: of PdPaperSelection, pages in order; must not change afterwards
 * @cancellable: (nullable): stops it
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Finds the text and the shape of a selection in the document's thread, before any page that waits.
 */
void
pd_preview_document_select_async (PdPreviewDocument *self,
                                  GArray *selections,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PD_IS_PREVIEW_DOCUMENT (self));
  g_return_if_fail (selections != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_preview_document_select_async);
  g_task_set_task_data (task, g_array_ref (selections), (GDestroyNotify) g_array_unref);
  push_job (self, task, PRIORITY_SELECT, select_job);
}

/**
 * pd_preview_document_select_finish:
 * @self: a document
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the selected text and its shape
 */
PdPreviewSelected *
pd_preview_document_select_finish (PdPreviewDocument *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
