/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-page-text.h"

#include <math.h>
#include <string.h>

/* Faces with TrueType outlines stand first: cairo embeds the few glyphs of a page in a tenth of the space and a
 * quarter of the time that the CFF outlines of Noto take. Kai for what is printed and Song for what is filled in is
 * the look of the tax bureau's own files. */
static const char *const face_families[] = {
  [PD_PAGE_FACE_LABEL] = "AR PL UKai CN, Noto Serif CJK SC, Noto Sans CJK SC, WenQuanYi Zen Hei, serif",
  [PD_PAGE_FACE_VALUE] = "AR PL UMing CN, Noto Serif CJK SC, Noto Sans CJK SC, WenQuanYi Zen Hei, serif",
  [PD_PAGE_FACE_CODE] =
      "Liberation Mono, Nimbus Mono PS, DejaVu Sans Mono, AR PL UMing CN, Noto Sans CJK SC, monospace",
};

#define SMALLEST_SIZE 4.0
#define SIZE_STEP 0.5
/* How far a text shrinks before it takes more than its calm height. */
#define CALM_SHRINK 2.0
/* Where a line's baseline is, as a part of the size from the top of its square: that of Chinese faces. */
#define BASELINE 0.86
/* Room for rounding in comparisons, points. */
#define SLACK 0.01

/* Texts that a thread keeps set: those of two or three invoices. */
#define MAX_LAYOUTS 256

/* All that the setting of a text hangs on. Lengths in Pango's units. */
typedef struct
{
  char *text; /* (owned) in the table */
  PdPageFace face;
  int size;
  int width;   /* -1: as wide as it gets */
  int n_lines; /* then it is cut; 0: as many as it takes */
  gboolean wrap;
} Setting;

typedef struct
{
  PangoContext *context; /* (owned) */
  GHashTable *layouts;   /* (owned): Setting → PangoLayout */
} Machinery;

static void
machinery_free (gpointer data)
{
  Machinery *self = data;

  g_hash_table_unref (self->layouts);
  g_object_unref (self->context);
  g_free (self);
}

static GPrivate machinery_of_thread = G_PRIVATE_INIT (machinery_free);

static guint
setting_hash (gconstpointer data)
{
  const Setting *setting = data;

  return g_str_hash (setting->text) ^ (guint) setting->size ^ ((guint) setting->face << 24) ^
         ((guint) setting->width << 4);
}

static gboolean
setting_equal (gconstpointer a, gconstpointer b)
{
  const Setting *first = a, *second = b;

  return first->face == second->face && first->size == second->size && first->width == second->width &&
         first->n_lines == second->n_lines && first->wrap == second->wrap &&
         g_str_equal (first->text, second->text);
}

static void
setting_free (gpointer data)
{
  g_free (((Setting *) data)->text);
  g_free (data);
}

static PangoContext *
create_context (void)
{
  g_autoptr (PangoFontMap) map = pango_cairo_font_map_new ();
  PangoContext *context;
  cairo_font_options_t *options = cairo_font_options_create ();

  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (map), 72.0);
  context = pango_font_map_create_context (map);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  return context;
}

/* The text machinery of the calling thread. Pango's font maps are not for two threads at once, so each thread has its
 * own; it ends with the thread. One unit is one point, without hinting, so that a page is the same on a screen, on
 * paper and in a file, and in every locale. */
static Machinery *
get_machinery (void)
{
  Machinery *self = g_private_get (&machinery_of_thread);

  if (self == NULL)
    {
      self = g_new0 (Machinery, 1);
      self->context = create_context ();
      self->layouts = g_hash_table_new_full (setting_hash, setting_equal, setting_free, g_object_unref);
      g_private_set (&machinery_of_thread, self);
    }
  return self;
}

/* Invisible characters could make a page say something else than its record: controls become spaces, and what turns
 * the writing direction or joins characters is dropped. Lines break at newlines where the cell wraps. */
static char *
clean_text (const char *text, gboolean keep_newlines)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *clean = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (c == '\n' && keep_newlines)
        g_string_append_c (clean, '\n');
      else if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
               type == G_UNICODE_PARAGRAPH_SEPARATOR)
        g_string_append_c (clean, ' ');
      else if (type != G_UNICODE_FORMAT)
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

static void
add_attribute (PangoAttrList *attributes,
               PangoAttribute *attribute,
               const char *text,
               const char *start,
               gsize length)
{
  attribute->start_index = start - text;
  attribute->end_index = start - text + length;
  pango_attr_list_insert (attributes, attribute);
}

/* No hyphen that the record does not have. The Kai face sets the colon in the middle of its square, as in Taiwan; that
 * of the other face stands where a mainland reader expects it. */
static void
set_attributes (const Setting *setting, PangoLayout *layout)
{
  static const char colon[] = "：";
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  if (setting->face == PD_PAGE_FACE_LABEL)
    for (const char *p = strstr (setting->text, colon); p != NULL; p = strstr (p + strlen (colon), colon))
      add_attribute (attributes, pango_attr_family_new (face_families[PD_PAGE_FACE_VALUE]), setting->text, p,
                     strlen (colon));
  pango_layout_set_attributes (layout, attributes);
}

static PangoLayout *
create_layout (PangoContext *context, const Setting *setting)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family_static (font, face_families[setting->face]);
  pango_font_description_set_size (font, setting->size);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_single_paragraph_mode (layout, !setting->wrap || setting->n_lines > 0);
  if (setting->width >= 0)
    {
      pango_layout_set_width (layout, setting->width);
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    }
  if (setting->n_lines > 0)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_height (layout, -setting->n_lines);
    }
  pango_layout_set_text (layout, setting->text, -1);
  set_attributes (setting, layout);
  return layout;
}

/* A text is measured and then drawn, and what the form prints is the same on every invoice: it is set once. */
static PangoLayout *
get_layout (const PdPageText *self)
{
  Machinery *machinery = get_machinery ();
  Setting setting = { .text = self->text,
                      .face = self->style.face,
                      .size = (int) lround (self->size * PANGO_SCALE),
                      .width = -1,
                      .wrap = self->style.wrap };
  PangoLayout *layout;

  if (self->style.wrap || self->cut)
    setting.width = (int) floor (self->cell.width * PANGO_SCALE);
  if (self->cut)
    setting.n_lines = MAX (1, (int) floor (self->cell.height / (self->size * PD_PAGE_LINE_PITCH) + SLACK));
  layout = g_hash_table_lookup (machinery->layouts, &setting);
  if (layout == NULL)
    {
      if (g_hash_table_size (machinery->layouts) >= MAX_LAYOUTS)
        g_hash_table_remove_all (machinery->layouts);
      layout = create_layout (machinery->context, &setting);
      setting.text = g_strdup (self->text);
      g_hash_table_insert (machinery->layouts, g_memdup2 (&setting, sizeof setting), layout);
    }
  return layout;
}

static void
line_extents (PangoLayoutLine *line, double *x, double *width)
{
  PangoRectangle logical;

  pango_layout_line_get_extents (line, NULL, &logical);
  *x = (double) logical.x / PANGO_SCALE;
  *width = (double) logical.width / PANGO_SCALE;
}

static void
measure (PdPageText *self)
{
  PangoLayout *layout = get_layout (self);
  double widest = 0;

  for (GSList *l = pango_layout_get_lines_readonly (layout); l != NULL; l = l->next)
    {
      double x, width;

      line_extents (l->data, &x, &width);
      widest = MAX (widest, width);
    }
  self->box.width = widest;
  self->box.height = pango_layout_get_line_count (layout) * self->size * PD_PAGE_LINE_PITCH;
}

static gboolean
fits (PdPageText *self, double height)
{
  measure (self);
  /* The spaces at which a line is broken hang over the cell's edge and show nothing. */
  return self->box.height <= height + SLACK &&
         (self->style.wrap || self->box.width <= self->cell.width + SLACK);
}

static double
aligned (PdPageAlign align, double start, double room, double taken)
{
  switch (align)
    {
    case PD_PAGE_ALIGN_CENTER:
      return start + (room - taken) / 2;
    case PD_PAGE_ALIGN_END:
      return start + room - taken;
    case PD_PAGE_ALIGN_START:
    default:
      return start;
    }
}

static void
place (PdPageText *self)
{
  self->box.width = MIN (self->box.width, self->cell.width);
  self->box.height = MIN (self->box.height, self->cell.height);
  self->box.x = aligned (self->style.align, self->cell.x, self->cell.width, self->box.width);
  self->box.y = aligned (self->style.vertical, self->cell.y, self->cell.height, self->box.height);
}

/* A text in one line has one right size; it is computed, not searched. */
static gboolean
fit_one_line (PdPageText *self)
{
  if (fits (self, self->cell.height))
    return TRUE;

  self->size *= MIN (self->cell.width / MAX (self->box.width, SLACK), self->cell.height / self->box.height);
  self->size = MAX (floor (self->size * 20) / 20, SMALLEST_SIZE);
  return fits (self, self->cell.height);
}

static gboolean
fit_paragraph (PdPageText *self)
{
  double calm =
      self->style.calm_height > 0 ? MIN (self->style.calm_height, self->cell.height) : self->cell.height;
  double shrunk = MAX (self->style.size - CALM_SHRINK, SMALLEST_SIZE);

  for (; self->size >= shrunk; self->size -= SIZE_STEP)
    if (fits (self, calm))
      return TRUE;
  for (self->size = shrunk; self->size >= SMALLEST_SIZE; self->size -= SIZE_STEP)
    if (fits (self, self->cell.height))
      return TRUE;
  self->size = SMALLEST_SIZE;
  return FALSE;
}

/*< private >
 * pd_page_text_new:
 * @role: (transfer none): what the text is; static
 * @text: (nullable): the text
 * @style: how it is set
 * @cell: where it may stand, points
 *
 * Sets @text into @cell: at the style's size where there is room, else smaller, wrapped where the style allows it. A
 * text that is too long for the smallest readable size ends with an ellipsis; the limits of the fields do not let that
 * happen.
 *
 * Returns: (transfer full): the text
 */
PdPageText *
pd_page_text_new (const char *role, const char *text, const PdPageStyle *style, const PdPageBox *cell)
{
  PdPageText *self = g_new0 (PdPageText, 1);

  self->role = role;
  self->text = clean_text (text, style->wrap);
  self->style = *style;
  self->size = style->size;
  self->cell = *cell;
  if (!(style->wrap ? fit_paragraph (self) : fit_one_line (self)))
    {
      self->cut = TRUE;
      measure (self);
    }
  place (self);
  return self;
}

void
pd_page_text_free (PdPageText *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

/*< private >
 * pd_page_text_move:
 * @self: a text
 * @dy: how far down, points
 *
 * Moves the text with its cell.
 */
void
pd_page_text_move (PdPageText *self, double dy)
{
  self->cell.y += dy;
  self->box.y += dy;
}

/*< private >
 * pd_page_text_set_height:
 * @self: a text
 * @height: at least the height the text takes, points
 *
 * Gives the cell another height, as when a row is known to be lower than it might have been.
 */
void
pd_page_text_set_height (PdPageText *self, double height)
{
  self->cell.height = MAX (height, self->box.height);
  place (self);
}

static void
show_lines (const PdPageText *self, cairo_t *cr, void (*show) (cairo_t *, PangoLayoutLine *))
{
  PangoLayout *layout = get_layout (self);
  double pitch = self->size * PD_PAGE_LINE_PITCH;
  double baseline = self->box.y + (pitch - self->size) / 2 + BASELINE * self->size;

  for (GSList *l = pango_layout_get_lines_readonly (layout); l != NULL; l = l->next, baseline += pitch)
    {
      double x, width;

      line_extents (l->data, &x, &width);
      cairo_move_to (cr, aligned (self->style.align, self->cell.x, self->cell.width, width) - x, baseline);
      show (cr, l->data);
    }
}

/*< private >
 * pd_page_text_draw:
 * @self: a text
 * @cr: where to; its colour is the text's
 *
 * Draws the text with the text machinery of the calling thread.
 */
void
pd_page_text_draw (const PdPageText *self, cairo_t *cr)
{
  show_lines (self, cr, pango_cairo_show_layout_line);
}

/*< private >
 * pd_page_text_fill:
 * @self: a text
 * @cr: where to; its colour is the text's
 *
 * Draws the shapes of the text, which a search through a PDF file does not find.
 */
void
pd_page_text_fill (const PdPageText *self, cairo_t *cr)
{
  show_lines (self, cr, pango_cairo_layout_line_path);
  cairo_fill (cr);
}

/*< private >
 * pd_page_text_get_ink:
 * @self: a text
 * @ink: (out): the rectangle that its glyphs cover, points; all zero where nothing shows
 *
 * Measures what is drawn, as opposed to the room that is kept for it.
 */
void
pd_page_text_get_ink (const PdPageText *self, PdPageBox *ink)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);

  pd_page_text_draw (self, cr);
  cairo_recording_surface_ink_extents (surface, &ink->x, &ink->y, &ink->width, &ink->height);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}
