/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-draw-private.h"

#include <math.h>
#include <string.h>

/* A glyph larger than this on the device, in its dots, is a block of colour at best. */
#define MAX_DEVICE_SIZE 6000.0
/* A weight from which a face is a bold one; 400 is the plain one. */
#define BOLD_WEIGHT 600.0

/* What the fonts of one text object are. */
typedef struct
{
  PdOfdFont *main;     /* (owned) (nullable) */
  PdOfdFont *spare;    /* (owned) (nullable): the last that stood in for a missing character */
  PdOfdFont *colon;    /* (owned) (nullable) */
  PdOfdFontWish wish;  /* borrowed from the two below */
  char *name, *family; /* (owned) (nullable) */
  gboolean is_embedded;
} TextFonts;

/* What a font in the file was opened as: plain, slanted, heavy, both. */
typedef struct
{
  PdOfdFont *faces[4]; /* (owned) (nullable) */
} Embedded;

static void
free_embedded (gpointer data)
{
  Embedded *embedded = data;

  for (gsize i = 0; i < G_N_ELEMENTS (embedded->faces); i++)
    g_clear_pointer (&embedded->faces[i], pd_ofd_font_unref);
  g_free (embedded);
}

/* The font that stands in the file itself, opened once in each way that the page wants it. */
static PdOfdFont *
get_embedded (PdOfdPainter *self, PdOfdResource *resource, const PdOfdFontWish *wish)
{
  guint way = (wish->is_bold ? 2 : 0) + (wish->is_italic ? 1 : 0);
  Embedded *embedded;
  const char *part;
  GBytes *bytes;

  if (pd_xml_child (resource->node, "FontFile") == NULL)
    return NULL;
  if (resource->made == NULL)
    {
      resource->made = g_new0 (Embedded, 1);
      resource->free_made = free_embedded;
    }
  embedded = resource->made;
  if (embedded->faces[way] == NULL)
    {
      part =
          pd_ofd_package_find_child (self->content->document, resource->folder, resource->node, "FontFile");
      bytes = pd_ofd_package_get (self->content->document, part);
      if (bytes != NULL)
        embedded->faces[way] = pd_ofd_font_new_embedded (bytes, wish->is_bold, wish->is_italic);
    }
  if (embedded->faces[way] == NULL)
    {
      self->omissions[PD_OFD_OMITTED_FONT]++;
      return NULL;
    }
  return pd_ofd_font_ref (embedded->faces[way]);
}

static void
find_fonts (TextFonts *fonts, PdOfdPainter *self, const xmlNode *object)
{
  g_autofree char *id = pd_xml_attribute (object, "Font");
  PdOfdResource *resource = pd_ofd_content_find (self->content, "Font", id);
  double weight = 400;

  pd_ofd_number (object, "Weight", &weight);
  fonts->wish.is_bold = weight >= BOLD_WEIGHT;
  fonts->wish.is_italic = pd_ofd_is_true (object, "Italic", FALSE);
  if (resource != NULL)
    {
      fonts->name = pd_xml_attribute (resource->node, "FontName");
      fonts->family = pd_xml_attribute (resource->node, "FamilyName");
      fonts->wish.name = fonts->name;
      fonts->wish.family = fonts->family;
      fonts->wish.is_bold |= pd_ofd_is_true (resource->node, "Bold", FALSE);
      fonts->wish.is_italic |= pd_ofd_is_true (resource->node, "Italic", FALSE);
      fonts->wish.is_fixed = pd_ofd_is_true (resource->node, "FixedWidth", FALSE);
      fonts->main = get_embedded (self, resource, &fonts->wish);
    }
  fonts->is_embedded = fonts->main != NULL;
  if (fonts->main == NULL)
    fonts->main = pd_ofd_font_get_installed (&fonts->wish, 0);
}

static void
clear_fonts (TextFonts *fonts)
{
  g_clear_pointer (&fonts->main, pd_ofd_font_unref);
  g_clear_pointer (&fonts->spare, pd_ofd_font_unref);
  g_clear_pointer (&fonts->colon, pd_ofd_font_unref);
  g_free (fonts->name);
  g_free (fonts->family);
}

/* The colon of the Kai face that Debian has stands at the wrong side of its square, against the word behind it. */
#define COLON 0xFF1A

static gboolean
is_kai (const PdOfdFontWish *wish)
{
  return (wish->name != NULL && strstr (wish->name, "楷") != NULL) ||
         (wish->family != NULL &&
          (strstr (wish->family, "楷") != NULL || strstr (wish->family, "Kai") != NULL));
}

static PdOfdFont *
choose_colon (TextFonts *fonts, guint32 *index)
{
  static const PdOfdFontWish song = { .name = "宋体", .family = "SimSun" };

  if (fonts->colon == NULL)
    fonts->colon = pd_ofd_font_get_installed (&song, 0);
  *index = fonts->colon != NULL ? pd_ofd_font_find_glyph (fonts->colon, COLON) : 0;
  return *index != 0 ? fonts->colon : NULL;
}

/* The font and glyph that a character is drawn with; NULL where nothing has it. */
static PdOfdFont *
choose (TextFonts *fonts, const PdOfdGlyph *glyph, guint32 *index)
{
  *index = glyph->glyph;
  if (glyph->has_glyph && fonts->is_embedded && glyph->glyph < pd_ofd_font_get_n_glyphs (fonts->main))
    return fonts->main;
  if (glyph->character == COLON && !fonts->is_embedded && is_kai (&fonts->wish))
    return choose_colon (fonts, index);
  *index = fonts->main != NULL ? pd_ofd_font_find_glyph (fonts->main, glyph->character) : 0;
  if (*index != 0)
    return fonts->main;
  *index = fonts->spare != NULL ? pd_ofd_font_find_glyph (fonts->spare, glyph->character) : 0;
  if (*index != 0)
    return fonts->spare;
  g_clear_pointer (&fonts->spare, pd_ofd_font_unref);
  fonts->spare = pd_ofd_font_get_installed (&fonts->wish, glyph->character);
  *index = fonts->spare != NULL ? pd_ofd_font_find_glyph (fonts->spare, glyph->character) : 0;
  return *index != 0 ? fonts->spare : NULL;
}

static double
font_advance (gunichar character, double size, gpointer data)
{
  TextFonts *fonts = data;
  guint32 glyph = fonts->main != NULL ? pd_ofd_font_find_glyph (fonts->main, character) : 0;

  return glyph != 0 ? pd_ofd_font_get_advance (fonts->main, glyph) * size
                    : pd_ofd_estimated_advance (character, size, NULL);
}

static void
set_size (cairo_t *cr, const xmlNode *object, double size)
{
  cairo_font_options_t *options = cairo_font_options_create ();
  double stretch = 1, direction = 0;
  cairo_matrix_t matrix;

  pd_ofd_number (object, "HScale", &stretch);
  pd_ofd_number (object, "CharDirection", &direction);
  if (!(fabs (stretch) >= 0.01 && fabs (stretch) <= 100))
    stretch = 1;
  cairo_matrix_init_rotate (&matrix, direction * G_PI / 180);
  cairo_matrix_scale (&matrix, size * stretch, size);
  cairo_set_font_matrix (cr, &matrix);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options (cr, options);
  cairo_font_options_destroy (options);
}

/* Glyphs of one font in a row, with the text that they stand for, so that a PDF can be searched. */
typedef struct
{
  PdOfdFont *font;  /* borrowed */
  GArray *glyphs;   /* of cairo_glyph_t */
  GArray *clusters; /* of cairo_text_cluster_t */
  GString *text;
} Row;

static void
show_row (PdOfdPainter *self, Row *row, const xmlNode *object, const PdOfdStyle *style, guint depth)
{
  if (row->glyphs->len == 0)
    return;
  cairo_set_font_face (self->cr, pd_ofd_font_get_face (row->font));
  if (pd_ofd_is_true (object, "Fill", TRUE) &&
      pd_ofd_painter_set_color (self, style->fill, style, TRUE, depth))
    cairo_show_text_glyphs (self->cr, row->text->str, (int) row->text->len,
                            (const cairo_glyph_t *) (gpointer) row->glyphs->data, (int) row->glyphs->len,
                            (const cairo_text_cluster_t *) (gpointer) row->clusters->data,
                            (int) row->clusters->len, 0);
  if (pd_ofd_is_true (object, "Stroke", FALSE) &&
      pd_ofd_painter_set_color (self, style->stroke, style, TRUE, depth))
    {
      PdOfdStyle solid = *style;

      solid.n_dashes = 0;
      cairo_new_path (self->cr);
      cairo_glyph_path (self->cr, (const cairo_glyph_t *) (gpointer) row->glyphs->data,
                        (int) row->glyphs->len);
      pd_ofd_style_apply_line (&solid, self->cr);
      cairo_stroke (self->cr);
    }
  g_array_set_size (row->glyphs, 0);
  g_array_set_size (row->clusters, 0);
  g_string_truncate (row->text, 0);
}

static void
add_to_row (Row *row, PdOfdFont *font, const PdOfdGlyph *glyph, guint32 index)
{
  cairo_glyph_t placed = { index, glyph->x, glyph->y };
  gsize before = row->text->len;
  cairo_text_cluster_t cluster = { 0, 1 };

  row->font = font;
  g_array_append_val (row->glyphs, placed);
  if (glyph->character == 0 && row->clusters->len > 0)
    {
      g_array_index (row->clusters, cairo_text_cluster_t, row->clusters->len - 1).num_glyphs++;
      return;
    }
  if (glyph->character != 0)
    g_string_append_unichar (row->text, glyph->character);
  cluster.num_bytes = (int) (row->text->len - before);
  g_array_append_val (row->clusters, cluster);
}

/* The numbers of glyphs mean nothing in another font: there each character has a glyph of its own. */
static gboolean
is_shown_by_another (const TextFonts *fonts, const PdOfdGlyph *glyph)
{
  return fonts->is_embedded ? glyph->is_merged : glyph->character == 0;
}

static void
draw_glyphs (PdOfdPainter *self,
             TextFonts *fonts,
             GArray *glyphs,
             const xmlNode *object,
             const PdOfdStyle *style,
             guint depth)
{
  Row row = { NULL, g_array_new (FALSE, FALSE, sizeof (cairo_glyph_t)),
              g_array_new (FALSE, FALSE, sizeof (cairo_text_cluster_t)), g_string_new (NULL) };

  for (guint i = 0; i < glyphs->len; i++)
    {
      const PdOfdGlyph *glyph = &g_array_index (glyphs, PdOfdGlyph, i);
      guint32 index = 0;
      PdOfdFont *font;

      if (is_shown_by_another (fonts, glyph) || g_unichar_isspace (glyph->character) ||
          (glyph->has_glyph && glyph->glyph == 0))
        continue;
      /* Looking for a stand-in lets the one before go. */
      if (row.font != NULL && row.font == fonts->spare)
        show_row (self, &row, object, style, depth);
      font = choose (fonts, glyph, &index);
      if (font == NULL)
        {
          self->omissions[PD_OFD_OMITTED_CHARACTER]++;
          continue;
        }
      if (row.font != NULL && row.font != font)
        show_row (self, &row, object, style, depth);
      add_to_row (&row, font, glyph, index);
    }
  show_row (self, &row, object, style, depth);
  g_array_unref (row.glyphs);
  g_array_unref (row.clusters);
  g_string_free (row.text, TRUE);
}

/*< private >
 * pd_ofd_painter_draw_text:
 *
 * Draws a TextObject, whose space is set up.
 */
void
pd_ofd_painter_draw_text (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style, guint depth)
{
  TextFonts fonts = { 0 };
  g_autoptr (GArray) glyphs = NULL;
  double size = 0, dx, dy;

  pd_ofd_number (object, "Size", &size);
  dx = dy = size;
  cairo_user_to_device_distance (self->cr, &dx, &dy);
  if (size > 0 && hypot (dx, dy) < 0.01)
    return;
  if (!(size > 0) || hypot (dx, dy) > MAX_DEVICE_SIZE)
    {
      self->omissions[PD_OFD_OMITTED_OBJECT]++;
      return;
    }
  find_fonts (&fonts, self, object);
  glyphs = pd_ofd_layout_text (object, font_advance, &fonts);
  set_size (self->cr, object, size);
  draw_glyphs (self, &fonts, glyphs, object, style, depth);
  clear_fonts (&fonts);
}
