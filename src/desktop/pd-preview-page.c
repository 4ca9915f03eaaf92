/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "desktop/pd-preview-document.h"

/* What a screen reader is told of a page, in characters: an invoice is far below it. */
#define MAX_DESCRIPTION 20000

struct _PdPreviewPage
{
  GtkWidget parent_instance;

  guint number;
  double width;           /* points */
  double height;          /* points */
  double scale;           /* pixels of the application for a point */
  GdkTexture *texture;    /* (owned) (nullable) of the last drawing, maybe at another scale */
  double texture_scale;   /* pixels of the screen for a point */
  cairo_region_t *region; /* (owned) (nullable) the selection, in units of PD_PAPER_REGION_SCALE */
  GPtrArray *found;       /* (owned) (nullable) of cairo_region_t: places of what is looked for */
  int current;            /* which of them a person is at, -1 for none */
  guint quarters;         /* turned to the right */
  gboolean has_text;
};

G_DEFINE_FINAL_TYPE (PdPreviewPage, pd_preview_page, GTK_TYPE_WIDGET)

static void
pd_preview_page_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  PdPreviewPage *self = PD_PREVIEW_PAGE (widget);
  int width, height;

  pd_preview_page_get_pixel_size (self, &width, &height);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height;
}

static GdkRGBA
selection_color (GtkWidget *widget)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_bg_color", &color))
    gdk_rgba_parse (&color, "#3584e4");
  color.alpha = 0.35f;
  return color;
}

static void
append_region (PdPreviewPage *self, GtkSnapshot *snapshot, const cairo_region_t *region, const GdkRGBA *color)
{
  float ratio = (float) (self->scale / PD_PAPER_REGION_SCALE);

  for (int i = 0; i < cairo_region_num_rectangles (region); i++)
    {
      cairo_rectangle_int_t part;

      cairo_region_get_rectangle (region, i, &part);
      gtk_snapshot_append_color (snapshot, color,
                                 &GRAPHENE_RECT_INIT ((float) part.x * ratio, (float) part.y * ratio,
                                                      (float) part.width * ratio,
                                                      (float) part.height * ratio));
    }
}

/* What is drawn from here on stands on the page as it is written, however the page is turned. */
static void
turn (PdPreviewPage *self, GtkSnapshot *snapshot, float width, float height)
{
  static const float corners[4][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };

  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (corners[self->quarters][0] * width,
                                                          corners[self->quarters][1] * height));
  gtk_snapshot_rotate (snapshot, 90.0f * (float) self->quarters);
}

static void
append_marks (PdPreviewPage *self, GtkSnapshot *snapshot)
{
  static const GdkRGBA found = { 1, 0.85f, 0, 0.4f }, current = { 1, 0.5f, 0, 0.55f };
  GdkRGBA color = selection_color (GTK_WIDGET (self));

  for (guint i = 0; self->found != NULL && i < self->found->len; i++)
    append_region (self, snapshot, self->found->pdata[i], (int) i == self->current ? &current : &found);
  if (self->region != NULL)
    append_region (self, snapshot, self->region, &color);
}

static void
pd_preview_page_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PdPreviewPage *self = PD_PREVIEW_PAGE (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  GskRoundedRect outline;
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, width, height);

  gsk_rounded_rect_init_from_rect (&outline, &area, 0);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &(GdkRGBA){ 0, 0, 0, 0.25f }, 0, 1, 1, 4);
  gtk_snapshot_save (snapshot);
  turn (self, snapshot, width, height);
  if (self->quarters % 2 == 1)
    area = GRAPHENE_RECT_INIT (0, 0, height, width);
  /* Paper is white in the dark style, too: it is what the printer will use. */
  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture, &area);
  else
    gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 1, 1, 1 }, &area);
  append_marks (self, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
pd_preview_page_finalize (GObject *object)
{
  PdPreviewPage *self = PD_PREVIEW_PAGE (object);

  g_clear_object (&self->texture);
  g_clear_pointer (&self->region, cairo_region_destroy);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  G_OBJECT_CLASS (pd_preview_page_parent_class)->finalize (object);
}

static void
pd_preview_page_class_init (PdPreviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = pd_preview_page_finalize;
  widget_class->measure = pd_preview_page_measure;
  widget_class->snapshot = pd_preview_page_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "previewpage");
}

static void
pd_preview_page_init (PdPreviewPage *self)
{
  self->scale = 1;
  self->current = -1;
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "text");
}

/**
 * pd_preview_page_new:
 * @number: which page, from 0
 * @n_pages: of how many
 * @width: points
 * @height: points
 *
 * Returns: (transfer floating): a sheet of paper without a picture yet
 */
GtkWidget *
pd_preview_page_new (guint number, guint n_pages, double width, double height)
{
  PdPreviewPage *self = g_object_new (PD_TYPE_PREVIEW_PAGE, NULL);
  g_autofree char *label = NULL;

  self->number = number;
  self->width = width;
  self->height = height;
  label = g_strdup_printf (_ ("Page %1$u of %2$u"), number + 1, n_pages);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

/**
 * pd_preview_page_set_scale:
 * @self: a page
 * @scale: pixels of the application for a point
 *
 * Sets how large the page is shown. An older picture is stretched until a new one comes.
 */
void
pd_preview_page_set_scale (PdPreviewPage *self, double scale)
{
  g_return_if_fail (PD_IS_PREVIEW_PAGE (self));

  self->scale = scale;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * pd_preview_page_get_pixel_size:
 * @self: a page
 * @width: (out): pixels of the application
 * @height: (out): pixels of the application
 *
 * Tells how much room the page takes.
 */
void
pd_preview_page_get_pixel_size (PdPreviewPage *self, int *width, int *height)
{
  gboolean turned = self->quarters % 2 == 1;

  *width = MAX (1, (int) round ((turned ? self->height : self->width) * self->scale));
  *height = MAX (1, (int) round ((turned ? self->width : self->height) * self->scale));
}

/**
 * pd_preview_page_set_rotation:
 * @self: a page
 * @quarters: of a full turn to the right
 *
 * Turns how the page is shown.
 */
void
pd_preview_page_set_rotation (PdPreviewPage *self, guint quarters)
{
  g_return_if_fail (PD_IS_PREVIEW_PAGE (self));

  self->quarters = quarters % 4;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * pd_preview_page_to_paper:
 * @self: a page
 * @x: pixels of the application from the left of the page as it is shown
 * @y: from the top
 * @paper_x: (out): points from the left of the page as it is written
 * @paper_y: (out): from the top
 *
 * Tells what of the page is at a place of the widget.
 */
void
pd_preview_page_to_paper (PdPreviewPage *self, double x, double y, double *paper_x, double *paper_y)
{
  double width = (self->quarters % 2 == 1 ? self->height : self->width) * self->scale;
  double height = (self->quarters % 2 == 1 ? self->width : self->height) * self->scale;
  const double places[4][2] = { { x, y }, { y, width - x }, { width - x, height - y }, { height - y, x } };

  *paper_x = places[self->quarters][0] / self->scale;
  *paper_y = places[self->quarters][1] / self->scale;
}

/**
 * pd_preview_page_from_paper:
 * @self: a page
 * @paper_x: points from the left of the page as it is written
 * @paper_y: from the top
 * @x: (out): pixels of the application from the left of the page as it is shown
 * @y: (out): from the top
 *
 * Tells where something of the page is: pd_preview_page_to_paper() the other way.
 */
void
pd_preview_page_from_paper (PdPreviewPage *self, double paper_x, double paper_y, double *x, double *y)
{
  double width = (self->quarters % 2 == 1 ? self->height : self->width) * self->scale;
  double height = (self->quarters % 2 == 1 ? self->width : self->height) * self->scale;
  double u = paper_x * self->scale, v = paper_y * self->scale;
  const double places[4][2] = { { u, v }, { width - v, u }, { width - u, height - v }, { v, height - u } };

  *x = places[self->quarters][0];
  *y = places[self->quarters][1];
}

/**
 * pd_preview_page_set_found:
 * @self: a page
 * @regions: (nullable) (element-type cairo_region_t): places of what is looked for
 * @current: which of them a person is at, -1 for none
 *
 * Marks what was found.
 */
void
pd_preview_page_set_found (PdPreviewPage *self, GPtrArray *regions, int current)
{
  g_return_if_fail (PD_IS_PREVIEW_PAGE (self));

  if (regions != NULL)
    g_ptr_array_ref (regions);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = regions;
  self->current = current;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * pd_preview_page_set_texture:
 * @self: a page
 * @texture: (nullable): its picture; %NULL to give the memory back
 * @texture_scale: pixels of the screen for a point
 *
 * Shows a picture of the page.
 */
void
pd_preview_page_set_texture (PdPreviewPage *self, GdkTexture *texture, double texture_scale)
{
  g_return_if_fail (PD_IS_PREVIEW_PAGE (self));

  self->texture_scale = texture_scale;
  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * pd_preview_page_get_texture:
 * @self: a page
 * @texture_scale: (out) (optional): what it was drawn for
 *
 * Returns: (transfer none) (nullable): the picture that is shown
 */
GdkTexture *
pd_preview_page_get_texture (PdPreviewPage *self, double *texture_scale)
{
  g_return_val_if_fail (PD_IS_PREVIEW_PAGE (self), NULL);

  if (texture_scale != NULL)
    *texture_scale = self->texture_scale;
  return self->texture;
}

/**
 * pd_preview_page_set_region:
 * @self: a page
 * @region: (nullable): what is selected, in units of PD_PAPER_REGION_SCALE to a point
 *
 * Marks the selection.
 */
void
pd_preview_page_set_region (PdPreviewPage *self, cairo_region_t *region)
{
  g_return_if_fail (PD_IS_PREVIEW_PAGE (self));

  if (self->region == NULL && region == NULL)
    return;
  g_clear_pointer (&self->region, cairo_region_destroy);
  if (region != NULL)
    self->region = cairo_region_reference (region);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * pd_preview_page_set_text:
 * @self: a page
 * @text: what is written on it
 *
 * Tells assistive technology what is written on the page.
 */
void
pd_preview_page_set_text (PdPreviewPage *self, const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *description = NULL;

  g_return_if_fail (PD_IS_PREVIEW_PAGE (self));

  self->has_text = TRUE;
  valid = g_utf8_make_valid (text, -1);
  description = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_DESCRIPTION));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
}

/**
 * pd_preview_page_has_text:
 * @self: a page
 *
 * Returns: whether its text was set
 */
gboolean
pd_preview_page_has_text (PdPreviewPage *self)
{
  g_return_val_if_fail (PD_IS_PREVIEW_PAGE (self), FALSE);

  return self->has_text;
}
