/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-view-private.h"

/* --- drawing */

typedef struct
{
  GWeakRef view;
  PdPreviewDocument *document; /* (owned) */
  guint page;
  double scale;
} Request;

static Request *
request_new (PdPreviewView *self, guint page, double scale)
{
  Request *request = g_new0 (Request, 1);

  g_weak_ref_init (&request->view, self);
  request->document = g_object_ref (self->document);
  request->page = page;
  request->scale = scale;
  return request;
}

static void
request_free (Request *request)
{
  g_weak_ref_clear (&request->view);
  g_object_unref (request->document);
  g_free (request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

/* The view, if it still shows what was asked for. */
static PdPreviewView *
request_get_view (Request *request)
{
  g_autoptr (PdPreviewView) self = g_weak_ref_get (&request->view);

  if (self == NULL || self->document != request->document)
    return NULL;
  return g_steal_pointer (&self);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (PdPreviewView) self = request_get_view (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  Drawing *drawing;

  texture = pd_preview_document_render_finish (PD_PREVIEW_DOCUMENT (source), result, &error);
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  drawing = &self->drawings[request->page];
  if (drawing->scale == request->scale)
    g_clear_object (&drawing->cancellable);
  if (texture != NULL)
    {
      pd_preview_page_set_texture (g_ptr_array_index (self->pages, request->page), texture, request->scale);
      g_signal_emit_by_name (self, "drawn", request->page);
    }
  else
    g_message ("Page %u was not drawn: %s", request->page + 1, error->message);
}

void
pd_preview_view_stop_drawing (PdPreviewView *self, guint page)
{
  g_cancellable_cancel (self->drawings[page].cancellable);
  g_clear_object (&self->drawings[page].cancellable);
  self->drawings[page].scale = 0;
}

void
pd_preview_view_draw_page (PdPreviewView *self, guint number)
{
  PdPreviewPage *page = g_ptr_array_index (self->pages, number);
  Drawing *drawing = &self->drawings[number];
  double scale = self->factor * PIXELS_PER_POINT * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double texture_scale;

  if (pd_preview_page_get_texture (page, &texture_scale) != NULL && texture_scale == scale)
    {
      pd_preview_view_stop_drawing (self, number);
      return;
    }
  /* The same drawing again only when it was dropped: one that failed would fail for ever. */
  if (drawing->scale == scale)
    return;
  pd_preview_view_stop_drawing (self, number);
  drawing->scale = scale;
  drawing->cancellable = g_cancellable_new ();
  pd_preview_document_render_async (self->document, number, scale, drawing->cancellable, drawn_cb,
                                    request_new (self, number, scale));
}

static void
text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (PdPreviewView) self = request_get_view (request);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  text = pd_preview_document_get_text_finish (PD_PREVIEW_DOCUMENT (source), result, &error);
  if (self != NULL && text != NULL)
    pd_preview_page_set_text (g_ptr_array_index (self->pages, request->page), text);
}

void
pd_preview_view_fetch_text (PdPreviewView *self, guint number)
{
  PdPreviewPage *page = g_ptr_array_index (self->pages, number);

  if (pd_preview_page_has_text (page))
    return;
  pd_preview_page_set_text (page, "");
  pd_preview_document_get_text_async (self->document, number, self->cancellable, text_cb,
                                      request_new (self, number, 0));
}
