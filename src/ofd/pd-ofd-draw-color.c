/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-draw-private.h"

#include <math.h>
#include <string.h>

#define MAX_CHANNELS 8
#define MAX_SEGMENTS 256
#define MAX_REPEATS 200
/* Of a whole pattern: cairo looks for the place of each from the first one on. */
#define MAX_STOPS 2000
/* A shading that goes on at one end only, before its beginning or behind its end; 3 is at both (GB/T 33190, table 29). */
#define EXTEND_BEFORE 1.0
#define EXTEND_BEHIND 2.0
/* A cell of a pattern is recorded in units this small, since its edges are whole numbers. */
#define CELL_SCALE 100.0

/* A colour as it is painted, each 0–1. */
typedef struct
{
  double red, green, blue, alpha;
} Rgba;

/* The channels of a value: decimal, or hexadecimal behind "#". */
static guint
read_channels (const char *text, double *channels)
{
  guint n = 0;

  while (text != NULL && n < MAX_CHANNELS)
    {
      char *end = NULL;

      while (g_ascii_isspace (*text) || *text == ',')
        text++;
      if (*text == '#')
        channels[n] = (double) g_ascii_strtoull (text + 1, &end, 16);
      else
        channels[n] = g_ascii_strtod (text, &end);
      if (end == text || (*text == '#' && end == text + 1))
        break;
      text = end;
      n++;
    }
  return n;
}

static void
mix (Rgba *rgba, const double *channels, guint n, double most)
{
  double c[4] = { 0 };

  for (guint i = 0; i < MIN (n, 4); i++)
    c[i] = isfinite (channels[i]) ? CLAMP (channels[i] / most, 0, 1) : 0;
  if (n >= 4)
    *rgba = (Rgba){ (1 - c[0]) * (1 - c[3]), (1 - c[1]) * (1 - c[3]), (1 - c[2]) * (1 - c[3]), 1 };
  else if (n >= 3)
    *rgba = (Rgba){ c[0], c[1], c[2], 1 };
  else
    *rgba = (Rgba){ c[0], c[0], c[0], 1 };
}

static const xmlNode *
palette_entry (const xmlNode *space, double index)
{
  const xmlNode *palette = pd_xml_child (space, "Palette");
  const xmlNode *entry = palette != NULL ? pd_xml_first (palette) : NULL;

  for (; entry != NULL && index >= 1; index--)
    entry = pd_xml_next (entry);
  return entry;
}

/* What a colour element says without pattern or shading. A colour without a value is black. */
static void
read_rgba (PdOfdPainter *self, const xmlNode *color, Rgba *rgba)
{
  g_autofree char *space_id = pd_xml_attribute (color, "ColorSpace");
  PdOfdResource *space =
      pd_ofd_content_find (self->content, "ColorSpace",
                           space_id != NULL ? space_id : self->content->page->body->default_color_space);
  g_autofree char *value = pd_xml_attribute (color, "Value");
  double channels[MAX_CHANNELS] = { 0 };
  double bits = 8, index, alpha;
  guint n;

  *rgba = (Rgba){ 0, 0, 0, 1 };
  if (space != NULL && value == NULL && pd_ofd_number (color, "Index", &index))
    {
      const xmlNode *entry = palette_entry (space->node, CLAMP (index, 0, 65535));

      value = entry != NULL ? pd_xml_text (entry) : NULL;
    }
  if (space != NULL && (!pd_ofd_number (space->node, "BitsPerComponent", &bits) || bits < 1 || bits > 16))
    bits = 8;
  n = read_channels (value, channels);
  if (n > 0)
    mix (rgba, channels, n, (double) ((1u << (guint) bits) - 1));
  if (pd_ofd_number (color, "Alpha", &alpha))
    rgba->alpha = CLAMP (alpha, 0, 255) / 255;
}

static gboolean
read_point (const xmlNode *shading, const char *name, double *x, double *y)
{
  g_autofree char *text = pd_xml_attribute (shading, name);
  double numbers[2];

  if (pd_ofd_numbers (text, numbers, 2) != 2)
    return FALSE;
  *x = numbers[0];
  *y = numbers[1];
  return TRUE;
}

/* A colour somewhere from the beginning, 0, to the end, 1. */
typedef struct
{
  double position;
  Rgba rgba;
} Stop;

static GArray *
read_stops (PdOfdPainter *self, const xmlNode *shading)
{
  GArray *stops = g_array_new (FALSE, FALSE, sizeof (Stop));
  guint n = 0;

  for (const xmlNode *node = pd_xml_first (shading); node != NULL; node = pd_xml_next (node))
    n++;
  n = MIN (n, MAX_SEGMENTS);
  for (const xmlNode *node = pd_xml_first (shading); node != NULL && stops->len < n;
       node = pd_xml_next (node))
    {
      const xmlNode *color = pd_xml_child (node, "Color");
      Stop stop = { n > 1 ? (double) stops->len / (n - 1) : 0, { 0, 0, 0, 1 } };

      pd_ofd_number (node, "Position", &stop.position);
      stop.position = CLAMP (stop.position, 0, 1);
      if (color != NULL)
        read_rgba (self, color, &stop.rgba);
      g_array_append_val (stops, stop);
    }
  return stops;
}

static void
add_stop (cairo_pattern_t *pattern, double position, const Rgba *rgba, double alpha)
{
  cairo_pattern_add_color_stop_rgba (pattern, position, rgba->red, rgba->green, rgba->blue,
                                     rgba->alpha * alpha);
}

/* The colours over and over, every other time backwards if it is so; what is beyond the end is cut off there. */
static void
add_stops (cairo_pattern_t *pattern, const GArray *stops, double unit, gboolean is_mirrored, double alpha)
{
  const guint most = MAX (MIN (MAX_REPEATS, MAX_STOPS / stops->len), 1);
  double before = 0;
  Rgba rgba = g_array_index (stops, Stop, 0).rgba;

  for (guint n = 0; n * unit < 1 && n < most; n++)
    for (guint i = 0; i < stops->len; i++)
      {
        gboolean is_back = is_mirrored && n % 2 == 1;
        const Stop *stop = &g_array_index (stops, Stop, is_back ? stops->len - 1 - i : i);
        double position = (n + (is_back ? 1 - stop->position : stop->position)) * unit;
        double part = position > 1 && position > before ? (1 - before) / (position - before) : 1;

        if (before >= 1 && position > 1)
          return;
        rgba = (Rgba){ rgba.red + (stop->rgba.red - rgba.red) * part,
                       rgba.green + (stop->rgba.green - rgba.green) * part,
                       rgba.blue + (stop->rgba.blue - rgba.blue) * part,
                       rgba.alpha + (stop->rgba.alpha - rgba.alpha) * part };
        add_stop (pattern, MIN (position, 1), &rgba, alpha);
        before = position;
      }
}

/* A shading that goes on at one end goes on with the colour that it has there, and has none beyond the other. */
static void
fill_shading (cairo_pattern_t *pattern,
              const GArray *stops,
              double unit,
              gboolean is_mirrored,
              double extend,
              double alpha)
{
  const Rgba *first = &g_array_index (stops, Stop, 0).rgba;
  const Rgba *last = &g_array_index (stops, Stop, stops->len - 1).rgba;
  gboolean is_padded = cairo_pattern_get_extend (pattern) == CAIRO_EXTEND_PAD;

  if (is_padded && extend == EXTEND_BEHIND)
    {
      add_stop (pattern, 0, first, 0);
      add_stop (pattern, 0, first, alpha);
    }
  add_stops (pattern, stops, unit, is_mirrored, alpha);
  if (is_padded && extend == EXTEND_BEFORE)
    {
      add_stop (pattern, 1, last, alpha);
      add_stop (pattern, 1, last, 0);
    }
}

/* Where a shading begins and ends. */
typedef struct
{
  double x0, y0, r0, x1, y1, r1;
} Ends;

static gboolean
read_ends (const xmlNode *shading, Ends *ends)
{
  *ends = (Ends){ 0 };
  pd_ofd_number (shading, "StartRadius", &ends->r0);
  pd_ofd_number (shading, "EndRadius", &ends->r1);
  ends->r0 = MAX (ends->r0, 0);
  ends->r1 = MAX (ends->r1, 0);
  return read_point (shading, "StartPoint", &ends->x0, &ends->y0) &&
         read_point (shading, "EndPoint", &ends->x1, &ends->y1);
}

/* How much of the way from the beginning to the end the colours take once. */
static double
read_unit (const xmlNode *shading, const Ends *ends)
{
  double length = hypot (ends->x1 - ends->x0, ends->y1 - ends->y0);
  double unit = length > 0 ? length : fabs (ends->r1 - ends->r0);

  length = unit;
  pd_ofd_number (shading, "MapUnit", &unit);
  return length > 0 && unit > 0 ? unit / length : 1;
}

static cairo_pattern_t *
create_shading (PdOfdPainter *self, const xmlNode *shading, double alpha)
{
  gboolean is_mirrored = pd_ofd_attribute_is (shading, "MapType", "Reflect");
  gboolean is_repeated = is_mirrored || pd_ofd_attribute_is (shading, "MapType", "Repeat");
  g_autoptr (GArray) stops = read_stops (self, shading);
  double extend = 0, unit;
  cairo_pattern_t *pattern;
  Ends ends;

  if (!read_ends (shading, &ends) || stops->len == 0)
    return NULL;
  pd_ofd_number (shading, "Extend", &extend);
  unit = is_repeated ? read_unit (shading, &ends) : 1;
  if (is_repeated && extend > 0)
    {
      ends.x1 = ends.x0 + (ends.x1 - ends.x0) * unit;
      ends.y1 = ends.y0 + (ends.y1 - ends.y0) * unit;
      ends.r1 = MAX (ends.r0 + (ends.r1 - ends.r0) * unit, 0);
      unit = 1;
    }
  if (g_str_equal (pd_xml_name (shading), "AxialShd"))
    pattern = cairo_pattern_create_linear (ends.x0, ends.y0, ends.x1, ends.y1);
  else
    pattern = cairo_pattern_create_radial (ends.x0, ends.y0, ends.r0, ends.x1, ends.y1, ends.r1);
  cairo_pattern_set_extend (pattern, !(extend > 0) ? CAIRO_EXTEND_NONE
                                     : is_mirrored ? CAIRO_EXTEND_REFLECT
                                     : is_repeated ? CAIRO_EXTEND_REPEAT
                                                   : CAIRO_EXTEND_PAD);
  fill_shading (pattern, stops, unit, is_mirrored, extend, alpha);
  return pattern;
}

/* Records the cell once; it is repeated without recording it again. */
static cairo_pattern_t *
create_tiles (PdOfdPainter *self, const xmlNode *tiles, const PdOfdStyle *style, guint depth)
{
  const xmlNode *cell = pd_xml_child (tiles, "CellContent");
  double width = 0, height = 0, step_x, step_y;
  cairo_rectangle_t extents = { 0 };
  cairo_surface_t *surface;
  cairo_pattern_t *pattern;
  cairo_matrix_t matrix, scale;
  cairo_t *outer = self->cr;
  PdOfdStyle plain;

  pd_ofd_number (tiles, "Width", &width);
  pd_ofd_number (tiles, "Height", &height);
  step_x = width;
  step_y = height;
  pd_ofd_number (tiles, "XStep", &step_x);
  pd_ofd_number (tiles, "YStep", &step_y);
  if (cell == NULL || depth > PD_OFD_MAX_DEPTH ||
      !(step_x >= 0.05 && step_y >= 0.05 && step_x < 5000 && step_y < 5000))
    return NULL;
  extents.width = round (step_x * CELL_SCALE);
  extents.height = round (step_y * CELL_SCALE);
  surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  self->cr = cairo_create (surface);
  cairo_scale (self->cr, CELL_SCALE, CELL_SCALE);
  pd_ofd_style_init (&plain);
  plain.alpha = style->alpha;
  pd_ofd_painter_draw_objects (self, cell, &plain, depth + 1);
  cairo_destroy (self->cr);
  self->cr = outer;

  pattern = cairo_pattern_create_for_surface (surface);
  cairo_surface_destroy (surface);
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_REPEAT);
  pd_ofd_matrix (tiles, &matrix);
  cairo_matrix_invert (&matrix);
  cairo_matrix_init_scale (&scale, CELL_SCALE, CELL_SCALE);
  cairo_matrix_multiply (&matrix, &matrix, &scale);
  cairo_pattern_set_matrix (pattern, &matrix);
  return pattern;
}

/*< private >
 * pd_ofd_painter_set_color:
 * @color: (nullable): a FillColor or StrokeColor
 * @style: with the object's transparency
 * @black_otherwise: what stands for no colour: black, or nothing
 *
 * Makes a colour, shading or pattern the source of what is painted next.
 *
 * Returns: whether there is anything to paint
 */
gboolean
pd_ofd_painter_set_color (PdOfdPainter *self,
                          const xmlNode *color,
                          const PdOfdStyle *style,
                          gboolean black_otherwise,
                          guint depth)
{
  Rgba rgba = { 0, 0, 0, 1 };
  const xmlNode *inner = color != NULL ? pd_xml_first (color) : NULL;
  cairo_pattern_t *pattern = NULL;

  if (color == NULL && !black_otherwise)
    return FALSE;
  if (inner == NULL)
    {
      if (color != NULL)
        read_rgba (self, color, &rgba);
      cairo_set_source_rgba (self->cr, rgba.red, rgba.green, rgba.blue, rgba.alpha * style->alpha);
      return TRUE;
    }
  if (g_str_equal (pd_xml_name (inner), "AxialShd") || g_str_equal (pd_xml_name (inner), "RadialShd"))
    pattern = create_shading (self, inner, style->alpha);
  else if (g_str_equal (pd_xml_name (inner), "Pattern"))
    pattern = create_tiles (self, inner, style, depth);
  if (pattern == NULL || cairo_pattern_status (pattern) != CAIRO_STATUS_SUCCESS)
    {
      self->omissions[PD_OFD_OMITTED_OBJECT]++;
      g_clear_pointer (&pattern, cairo_pattern_destroy);
      return FALSE;
    }
  cairo_set_source (self->cr, pattern);
  cairo_pattern_destroy (pattern);
  return TRUE;
}
