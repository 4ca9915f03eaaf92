/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-selector.h"

/* Selection of text on the pages of a preview by the mouse. The document finds the text in the document's
 * thread; while it looks, only the newest position of the mouse waits. */

typedef struct
{
  guint page;
  double x; /* points */
  double y;
} Place;

struct _PdPreviewSelector
{
  GObject parent_instance;

  GtkWidget *box;              /* (not owned) the parent of the pages; outlives this */
  PdPreviewDocument *document; /* (owned) (nullable) */
  GPtrArray *pages;            /* (owned) (nullable) of PdPreviewPage */
  GCancellable *cancellable;   /* (owned) (nullable) of the query that runs */
  GArray *waiting;             /* (owned) (nullable) the selections to look up next */
  PdPreviewSelected *selected; /* (owned) (nullable) */
  PdPaperSelectionStyle style;
  Place anchor;
  Place end;
};

G_DEFINE_FINAL_TYPE (PdPreviewSelector, pd_preview_selector, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void start_query (PdPreviewSelector *self);

static void
show_selected (PdPreviewSelector *self, PdPreviewSelected *selected)
{
  PdPreviewSelected *old = self->selected;

  for (guint i = 0; old != NULL && i < old->selections->len; i++)
    pd_preview_page_set_region (g_ptr_array_index (self->pages,
                                                   g_array_index (old->selections, PdPaperSelection, i).page),
                                NULL);
  self->selected = selected;
  for (guint i = 0; selected != NULL && i < selected->selections->len; i++)
    pd_preview_page_set_region (
        g_ptr_array_index (self->pages, g_array_index (selected->selections, PdPaperSelection, i).page),
        g_ptr_array_index (selected->regions, i));
  g_clear_pointer (&old, pd_preview_selected_free);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
selected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPreviewSelector) self = user_data;
  g_autoptr (GError) error = NULL;
  PdPreviewSelected *selected;

  selected = pd_preview_document_select_finish (PD_PREVIEW_DOCUMENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (selected != NULL)
    show_selected (self, selected);
  else
    g_debug ("Nothing selected: %s", error->message);
  start_query (self);
}

static void
start_query (PdPreviewSelector *self)
{
  g_autoptr (GArray) selections = NULL;

  if (self->cancellable != NULL || self->waiting == NULL)
    return;
  selections = g_steal_pointer (&self->waiting);
  self->cancellable = g_cancellable_new ();
  pd_preview_document_select_async (self->document, selections, self->cancellable, selected_cb,
                                    g_object_ref (self));
}

/* From the anchor to the end, over all pages between them. */
static void
select_between (PdPreviewSelector *self)
{
  g_autoptr (GArray) selections = g_array_new (FALSE, FALSE, sizeof (PdPaperSelection));
  const Place *first = &self->anchor;
  const Place *last = &self->end;

  if (first->page > last->page)
    {
      first = &self->end;
      last = &self->anchor;
    }
  for (guint page = first->page; page <= last->page; page++)
    {
      PdPaperSelection selection = { .page = page, .style = self->style };

      pd_preview_document_get_page_size (self->document, page, &selection.x2, &selection.y2);
      if (page == first->page)
        {
          selection.x1 = first->x;
          selection.y1 = first->y;
        }
      if (page == last->page)
        {
          selection.x2 = last->x;
          selection.y2 = last->y;
        }
      g_array_append_val (selections, selection);
    }
  g_clear_pointer (&self->waiting, g_array_unref);
  self->waiting = g_steal_pointer (&selections);
  start_query (self);
}

static gboolean
find_place (PdPreviewSelector *self, double x, double y, Place *place)
{
  if (self->document == NULL)
    return FALSE;
  for (guint i = 0; i < self->pages->len; i++)
    {
      GtkWidget *page = g_ptr_array_index (self->pages, i);
      double page_x, page_y, width, height;

      gtk_widget_translate_coordinates (self->box, page, x, y, &page_x, &page_y);
      if (page_y > gtk_widget_get_height (page) && i + 1 < self->pages->len)
        continue;
      pd_preview_document_get_page_size (self->document, i, &width, &height);
      place->page = i;
      pd_preview_page_to_paper (PD_PREVIEW_PAGE (page), page_x, page_y, &place->x, &place->y);
      place->x = CLAMP (place->x, 0, width);
      place->y = CLAMP (place->y, 0, height);
      return TRUE;
    }
  return FALSE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  PdPreviewSelector *self = user_data;
  Place place;

  if (!find_place (self, x, y, &place))
    return;
  self->style =
      n_press == 1 ? PD_PAPER_SELECT_GLYPHS : (n_press == 2 ? PD_PAPER_SELECT_WORDS : PD_PAPER_SELECT_LINES);
  self->anchor = self->end = place;
  if (n_press == 1)
    pd_preview_selector_clear (self);
  else
    select_between (self);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  /* Taken from the scrolled window, which would drag its content under a finger. */
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  PdPreviewSelector *self = user_data;
  double x, y;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y) || !find_place (self, x + dx, y + dy, &self->end))
    return;
  select_between (self);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  PdPreviewSelector *self = user_data;
  const char *text = pd_preview_selector_get_text (self);

  if (text != NULL && *text != '\0')
    gdk_clipboard_set_text (gtk_widget_get_primary_clipboard (self->box), text);
}

static void
pd_preview_selector_dispose (GObject *object)
{
  PdPreviewSelector *self = PD_PREVIEW_SELECTOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->waiting, g_array_unref);
  g_clear_pointer (&self->selected, pd_preview_selected_free);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (pd_preview_selector_parent_class)->dispose (object);
}

static void
pd_preview_selector_class_init (PdPreviewSelectorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_preview_selector_dispose;

  /**
   * PdPreviewSelector::changed:
   *
   * Another text is selected.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", PD_TYPE_PREVIEW_SELECTOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_preview_selector_init (PdPreviewSelector *self)
{
}

/**
 * pd_preview_selector_new:
 * @box: the parent of the pages; must live as long as the selector
 *
 * Returns: (transfer full): selects text by the mouse over @box
 */
PdPreviewSelector *
pd_preview_selector_new (GtkWidget *box)
{
  PdPreviewSelector *self = g_object_new (PD_TYPE_PREVIEW_SELECTOR, NULL);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->box = box;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  gtk_gesture_group (drag, click);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, 0);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (drag));
  return self;
}

/**
 * pd_preview_selector_set_pages:
 * @self: a selector
 * @document: (nullable): what is shown
 * @pages: (nullable): its PdPreviewPage widgets
 *
 * Starts over with other pages.
 */
void
pd_preview_selector_set_pages (PdPreviewSelector *self, PdPreviewDocument *document, GPtrArray *pages)
{
  g_return_if_fail (PD_IS_PREVIEW_SELECTOR (self));

  pd_preview_selector_clear (self);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_set_object (&self->document, document);
  if (pages != NULL)
    self->pages = g_ptr_array_ref (pages);
}

/**
 * pd_preview_selector_select_all:
 * @self: a selector
 *
 * Selects the text of all pages.
 */
void
pd_preview_selector_select_all (PdPreviewSelector *self)
{
  g_return_if_fail (PD_IS_PREVIEW_SELECTOR (self));

  if (self->document == NULL)
    return;
  self->style = PD_PAPER_SELECT_GLYPHS;
  self->anchor = (Place){ 0 };
  self->end.page = self->pages->len - 1;
  pd_preview_document_get_page_size (self->document, self->end.page, &self->end.x, &self->end.y);
  select_between (self);
}

/**
 * pd_preview_selector_clear:
 * @self: a selector
 *
 * Selects nothing.
 */
void
pd_preview_selector_clear (PdPreviewSelector *self)
{
  g_return_if_fail (PD_IS_PREVIEW_SELECTOR (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->waiting, g_array_unref);
  if (self->selected != NULL)
    show_selected (self, NULL);
}

/**
 * pd_preview_selector_get_text:
 * @self: a selector
 *
 * Returns: (nullable): the selected text
 */
const char *
pd_preview_selector_get_text (PdPreviewSelector *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_SELECTOR (self), NULL);

  return self->selected != NULL ? self->selected->text : NULL;
}
