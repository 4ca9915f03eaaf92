/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Pages before and after the seen ones that are drawn ahead, and beyond which pictures are dropped. */
#define AHEAD 1
#define KEEP 4

G_DEFINE_FINAL_TYPE (PdPreviewView, pd_preview_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ZOOM,
  PROP_FACTOR,
  PROP_PAGE,
  PROP_SELECTED_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  DRAWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update (PdPreviewView *self)
{
  guint first, last, most;

  if (self->document == NULL || gtk_adjustment_get_page_size (self->vertical) < 2)
    return;
  pd_preview_view_visible_pages (self, &first, &last, &most);
  for (guint i = first; i <= last; i++)
    {
      pd_preview_view_draw_page (self, i);
      pd_preview_view_fetch_text (self, i);
    }
  for (guint i = 1; i <= AHEAD; i++)
    {
      if (last + i < self->pages->len)
        pd_preview_view_draw_page (self, last + i);
      if (first >= i)
        pd_preview_view_draw_page (self, first - i);
    }
  for (guint i = 0; i < self->pages->len; i++)
    {
      if (i + KEEP >= first && i <= last + KEEP)
        continue;
      pd_preview_view_stop_drawing (self, i);
      pd_preview_page_set_texture (g_ptr_array_index (self->pages, i), NULL, 0);
    }
  pd_preview_view_bound_cache (self, first, last);
  if (most != self->page)
    {
      self->page = most;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
    }
}

static gboolean
update_cb (gpointer user_data)
{
  PdPreviewView *self = user_data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

void
pd_preview_view_queue_update (PdPreviewView *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add_full (GDK_PRIORITY_REDRAW + 1, update_cb, self, NULL);
}

/* --- scale */

/* @anchor: (nullable): what of the pages stays in its place */
static void
apply_factor (PdPreviewView *self, double factor, const PdPreviewAnchor *anchor)
{
  factor = CLAMP (factor, PD_PREVIEW_MIN_FACTOR, PD_PREVIEW_MAX_FACTOR);
  if (fabs (factor - self->factor) > 1e-6)
    {
      self->factor = factor;
      for (guint i = 0; i < self->pages->len; i++)
        pd_preview_page_set_scale (g_ptr_array_index (self->pages, i), factor * PIXELS_PER_POINT);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FACTOR]);
    }
  pd_preview_view_make_room (self, anchor);
  pd_preview_view_queue_update (self);
}

static PdPreviewAnchor
top_anchor (PdPreviewView *self)
{
  return pd_preview_view_get_anchor (self, gtk_adjustment_get_page_size (self->horizontal) / 2, 0);
}

static gboolean
layout_cb (gpointer user_data)
{
  PdPreviewView *self = user_data;
  PdPreviewAnchor top = top_anchor (self);

  self->layout_id = 0;
  apply_factor (self, pd_preview_view_wanted_factor (self), &top);
  return G_SOURCE_REMOVE;
}

/* The view's size changes while GTK allocates, when nothing else may: so a little later. */
static void
page_size_cb (GtkAdjustment *adjustment, GParamSpec *pspec, gpointer user_data)
{
  PdPreviewView *self = user_data;

  if (self->layout_id == 0)
    self->layout_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, layout_cb, self, NULL);
}

/*< private >
 * pd_preview_view_zoom_at:
 * @factor: the scale wanted
 * @view_x: what stays where it is, pixels from the corner of the view
 * @view_y: likewise
 */
void
pd_preview_view_zoom_at (PdPreviewView *self, double factor, double view_x, double view_y)
{
  PdPreviewZoom zoom = fabs (factor - 1) < 1e-6 ? PD_PREVIEW_ACTUAL_SIZE : PD_PREVIEW_CUSTOM;
  PdPreviewAnchor anchor = pd_preview_view_get_anchor (self, view_x, view_y);

  if (self->zoom != zoom)
    {
      self->zoom = zoom;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
    }
  apply_factor (self, factor, &anchor);
}

static void
value_changed_cb (GtkAdjustment *adjustment, gpointer user_data)
{
  pd_preview_view_queue_update (user_data);
}

static void
scale_factor_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  pd_preview_view_queue_update (PD_PREVIEW_VIEW (object));
}

static void
selector_changed_cb (PdPreviewSelector *selector, gpointer user_data)
{
  g_object_notify_by_pspec (G_OBJECT (user_data), properties[PROP_SELECTED_TEXT]);
}

/* --- the object */

static void
pd_preview_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  PdPreviewView *self = PD_PREVIEW_VIEW (object);

  switch (prop_id)
    {
    case PROP_ZOOM:
      g_value_set_enum (value, self->zoom);
      break;
    case PROP_FACTOR:
      g_value_set_double (value, self->factor);
      break;
    case PROP_PAGE:
      g_value_set_uint (value, self->page);
      break;
    case PROP_SELECTED_TEXT:
      g_value_set_string (value, pd_preview_view_get_selected_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pd_preview_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  PdPreviewView *self = PD_PREVIEW_VIEW (object);

  switch (prop_id)
    {
    case PROP_ZOOM:
      pd_preview_view_set_zoom (self, g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pd_preview_view_dispose (GObject *object)
{
  PdPreviewView *self = PD_PREVIEW_VIEW (object);

  if (self->scrolled != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->horizontal, self);
      g_signal_handlers_disconnect_by_data (self->vertical, self);
      pd_preview_view_set_document (self, NULL);
      g_clear_object (&self->selector);
      g_clear_pointer (&self->scrolled, gtk_widget_unparent);
    }
  g_clear_handle_id (&self->layout_id, g_source_remove);
  g_clear_handle_id (&self->update_id, g_source_remove);
  G_OBJECT_CLASS (pd_preview_view_parent_class)->dispose (object);
}

static void
pd_preview_view_finalize (GObject *object)
{
  PdPreviewView *self = PD_PREVIEW_VIEW (object);

  g_ptr_array_unref (self->pages);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  G_OBJECT_CLASS (pd_preview_view_parent_class)->finalize (object);
}

static void
pd_preview_view_class_init (PdPreviewViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = pd_preview_view_get_property;
  object_class->set_property = pd_preview_view_set_property;
  object_class->dispose = pd_preview_view_dispose;
  object_class->finalize = pd_preview_view_finalize;

  properties[PROP_ZOOM] =
      g_param_spec_enum ("zoom", NULL, NULL, PD_TYPE_PREVIEW_ZOOM, PD_PREVIEW_FIT_WIDTH,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FACTOR] =
      g_param_spec_double ("factor", NULL, NULL, PD_PREVIEW_MIN_FACTOR, PD_PREVIEW_MAX_FACTOR, 1,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PAGE] =
      g_param_spec_uint ("page", NULL, NULL, 0, PD_PAPER_MAX_PAGES, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SELECTED_TEXT] =
      g_param_spec_string ("selected-text", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  /* a page is there in the wanted scale */
  signals[DRAWN] = g_signal_new ("drawn", PD_TYPE_PREVIEW_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
watch_adjustments (PdPreviewView *self)
{
  GtkAdjustment *adjustments[2];

  self->horizontal = adjustments[0] =
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  self->vertical = adjustments[1] =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  for (guint i = 0; i < G_N_ELEMENTS (adjustments); i++)
    {
      g_signal_connect (adjustments[i], "changed", G_CALLBACK (value_changed_cb), self);
      g_signal_connect (adjustments[i], "notify::page-size", G_CALLBACK (page_size_cb), self);
      g_signal_connect (adjustments[i], "value-changed", G_CALLBACK (value_changed_cb), self);
    }
}

static void
pd_preview_view_init (PdPreviewView *self)
{
  self->pages = g_ptr_array_new ();
  self->factor = 1;
  self->max_width = self->max_height = 1;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (self->box, MARGIN);
  gtk_widget_set_margin_bottom (self->box, MARGIN);
  gtk_widget_set_margin_start (self->box, MARGIN);
  gtk_widget_set_margin_end (self->box, MARGIN);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->box);
  gtk_widget_set_focusable (self->scrolled, FALSE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  self->selector = pd_preview_selector_new (self->box);
  g_signal_connect_object (self->selector, "changed", G_CALLBACK (selector_changed_cb), self, 0);
  watch_adjustments (self);
  pd_preview_view_add_controllers (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_factor_cb), NULL);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Pages"), -1);
}

/**
 * pd_preview_view_new:
 *
 * Returns: (transfer floating): pages one below the other, with zoom and selection of text
 */
GtkWidget *
pd_preview_view_new (void)
{
  return g_object_new (PD_TYPE_PREVIEW_VIEW, NULL);
}

/**
 * pd_preview_view_set_document:
 * @self: a view
 * @document: (nullable): what to show, from its first page
 *
 * Shows another document.
 */
void
pd_preview_view_set_document (PdPreviewView *self, PdPreviewDocument *document)
{
  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  if (!g_set_object (&self->document, document))
    return;
  pd_preview_view_set_found (self, NULL);
  pd_preview_view_remove_pages (self);
  self->page = 0;
  gtk_adjustment_set_value (self->vertical, 0);
  if (document != NULL)
    {
      pd_preview_view_add_pages (self);
      apply_factor (self, pd_preview_view_wanted_factor (self), NULL);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
}

/**
 * pd_preview_view_get_document:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what is shown
 */
PdPreviewDocument *
pd_preview_view_get_document (PdPreviewView *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), NULL);

  return self->document;
}

/**
 * pd_preview_view_get_zoom:
 * @self: a view
 *
 * Returns: how the scale is chosen
 */
PdPreviewZoom
pd_preview_view_get_zoom (PdPreviewView *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), PD_PREVIEW_CUSTOM);

  return self->zoom;
}

/**
 * pd_preview_view_set_zoom:
 * @self: a view
 * @zoom: how the scale is chosen, also when the view's size changes
 *
 * Sets the scale by a rule.
 */
void
pd_preview_view_set_zoom (PdPreviewView *self, PdPreviewZoom zoom)
{
  PdPreviewAnchor top;

  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  top = top_anchor (self);
  if (self->zoom != zoom)
    {
      self->zoom = zoom;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
    }
  apply_factor (self, pd_preview_view_wanted_factor (self), &top);
}

/**
 * pd_preview_view_get_factor:
 * @self: a view
 *
 * Returns: the scale; 1 is the size on paper
 */
double
pd_preview_view_get_factor (PdPreviewView *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), 1);

  return self->factor;
}

/**
 * pd_preview_view_set_factor:
 * @self: a view
 * @factor: the scale; 1 is the size on paper
 *
 * Sets the scale; what is in the middle of the view stays there.
 */
void
pd_preview_view_set_factor (PdPreviewView *self, double factor)
{
  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  pd_preview_view_zoom_at (self, factor, gtk_adjustment_get_page_size (self->horizontal) / 2,
                           gtk_adjustment_get_page_size (self->vertical) / 2);
}

/**
 * pd_preview_view_zoom_step:
 * @self: a view
 * @steps: how many steps in, or out when negative
 *
 * Goes to the next round scale.
 */
void
pd_preview_view_zoom_step (PdPreviewView *self, int steps)
{
  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  pd_preview_view_set_factor (self, pd_preview_zoom_next (self->factor, steps));
}

/**
 * pd_preview_view_get_page:
 * @self: a view
 *
 * Returns: the page that takes most of the view, from 0
 */
guint
pd_preview_view_get_page (PdPreviewView *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), 0);

  return self->page;
}

/**
 * pd_preview_view_set_page:
 * @self: a view
 * @page: which one, from 0; the last when there are fewer
 *
 * Scrolls to the beginning of a page.
 */
void
pd_preview_view_set_page (PdPreviewView *self, guint page)
{
  double x, y;
  int width, height;

  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  if (self->pages->len == 0)
    return;
  page = MIN (page, self->pages->len - 1);
  pd_preview_view_page_extents (self, page, &x, &y, &width, &height);
  gtk_adjustment_set_value (self->vertical, y - MIN (MARGIN, SPACING));
  /* At once, so that a key pressed twice turns two pages. */
  if (page != self->page)
    {
      self->page = page;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
    }
  pd_preview_view_queue_update (self);
}

/**
 * pd_preview_view_get_page_widget:
 * @self: a view
 * @page: which one, from 0
 *
 * Returns: (transfer none) (nullable): the sheet of paper
 */
PdPreviewPage *
pd_preview_view_get_page_widget (PdPreviewView *self, guint page)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), NULL);

  return page < self->pages->len ? g_ptr_array_index (self->pages, page) : NULL;
}

/**
 * pd_preview_view_scroll_by:
 * @self: a view
 * @dx: of the view's width
 * @dy: of the view's height
 *
 * Scrolls by a part of the view.
 */
void
pd_preview_view_scroll_by (PdPreviewView *self, double dx, double dy)
{
  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  gtk_adjustment_set_value (self->horizontal, gtk_adjustment_get_value (self->horizontal) +
                                                  dx * gtk_adjustment_get_page_size (self->horizontal));
  gtk_adjustment_set_value (self->vertical, gtk_adjustment_get_value (self->vertical) +
                                                dy * gtk_adjustment_get_page_size (self->vertical));
}

/**
 * pd_preview_view_rotate:
 * @self: a view
 *
 * Turns all pages a quarter to the right, for this view only.
 */
void
pd_preview_view_rotate (PdPreviewView *self)
{
  guint page;

  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  page = self->page;
  self->quarters = (self->quarters + 1) % 4;
  for (guint i = 0; i < self->pages->len; i++)
    pd_preview_page_set_rotation (g_ptr_array_index (self->pages, i), self->quarters);
  if (self->document == NULL)
    return;
  pd_preview_view_measure_pages (self);
  apply_factor (self, pd_preview_view_wanted_factor (self), NULL);
  pd_preview_view_set_page (self, page);
}

/** pd_preview_view_get_rotation: Returns: by how many quarters to the right the pages are turned */
guint
pd_preview_view_get_rotation (PdPreviewView *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), 0);

  return self->quarters;
}

/** pd_preview_view_get_adjustment: Returns: (transfer none): what of the pages is seen */
GtkAdjustment *
pd_preview_view_get_adjustment (PdPreviewView *self, GtkOrientation orientation)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), NULL);

  return orientation == GTK_ORIENTATION_HORIZONTAL ? self->horizontal : self->vertical;
}

/**
 * pd_preview_view_get_selected_text:
 * @self: a view
 *
 * Returns: (nullable): the selected text
 */
const char *
pd_preview_view_get_selected_text (PdPreviewView *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_VIEW (self), NULL);

  return self->selector != NULL ? pd_preview_selector_get_text (self->selector) : NULL;
}

/**
 * pd_preview_view_select_all:
 * @self: a view
 *
 * Selects the text of all pages.
 */
void
pd_preview_view_select_all (PdPreviewView *self)
{
  g_return_if_fail (PD_IS_PREVIEW_VIEW (self));

  pd_preview_selector_select_all (self->selector);
}
