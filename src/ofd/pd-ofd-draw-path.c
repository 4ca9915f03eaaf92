/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-draw-private.h"

#include <math.h>
#include <string.h>

/* A point farther away than this is off every page, mm. */
#define FARTHEST 20000.0
/* More dashes than this in one path are drawn as a line: nobody could count them. */
#define MAX_DASHES_DRAWN 20000
/* How far a path may reach beyond the box that it declares: half a line and what is lost by rounding, mm. */
#define OVERHANG 0.3

/* A path as it is read: letters with numbers behind them. */
typedef struct
{
  cairo_t *cr;
  const char *at;
  double start_x, start_y;
  double length; /* about */
} PathReader;

static double
near_enough (double number)
{
  return isfinite (number) ? CLAMP (number, -FARTHEST, FARTHEST) : 0;
}

static gboolean
read_numbers (PathReader *reader, double *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      char *end = NULL;

      while (g_ascii_isspace (*reader->at) || *reader->at == ',')
        reader->at++;
      if (g_ascii_isalpha (*reader->at))
        return FALSE;
      numbers[i] = near_enough (g_ascii_strtod (reader->at, &end));
      if (end == reader->at)
        return FALSE;
      reader->at = end;
    }
  return TRUE;
}

static void
count_length (PathReader *reader, double x, double y)
{
  double from_x = x, from_y = y;

  if (cairo_has_current_point (reader->cr))
    cairo_get_current_point (reader->cr, &from_x, &from_y);
  reader->length += hypot (x - from_x, y - from_y);
}

/* An elliptic arc between two points, as in SVG, whose centre has to be found. */
static void
add_arc (PathReader *reader, const double *n)
{
  double rx = fabs (n[0]), ry = fabs (n[1]), angle = n[2] * G_PI / 180, x = n[5], y = n[6];
  gboolean is_large = n[3] != 0, is_clockwise = n[4] != 0;
  double x0, y0, half_x, half_y, u, v, scale, middle_x, middle_y, square, from, to;
  cairo_matrix_t before;

  cairo_get_current_point (reader->cr, &x0, &y0);
  if (rx < 1e-6 || ry < 1e-6 || hypot (x - x0, y - y0) < 1e-9)
    {
      cairo_line_to (reader->cr, x, y);
      return;
    }
  /* In a space in which the ellipse is a circle of radius one around the origin's neighbour. */
  half_x = (x0 - x) / 2;
  half_y = (y0 - y) / 2;
  u = (cos (angle) * half_x + sin (angle) * half_y) / rx;
  v = (-sin (angle) * half_x + cos (angle) * half_y) / ry;
  scale = MAX (hypot (u, v), 1);
  rx *= scale;
  ry *= scale;
  u /= scale;
  v /= scale;
  square = MAX (1 / MAX (u * u + v * v, 1e-12) - 1, 0);
  square = sqrt (square) * (is_large == is_clockwise ? -1 : 1);
  middle_x = square * v;
  middle_y = -square * u;
  from = atan2 (v - middle_y, u - middle_x);
  to = atan2 (-v - middle_y, -u - middle_x);

  cairo_get_matrix (reader->cr, &before);
  cairo_translate (reader->cr, (x0 + x) / 2, (y0 + y) / 2);
  cairo_rotate (reader->cr, angle);
  cairo_scale (reader->cr, rx, ry);
  if (is_clockwise)
    cairo_arc (reader->cr, middle_x, middle_y, 1, from, to);
  else
    cairo_arc_negative (reader->cr, middle_x, middle_y, 1, from, to);
  cairo_set_matrix (reader->cr, &before);
  reader->length += G_PI * (rx + ry);
}

static gboolean
add_command (PathReader *reader, char command)
{
  double n[7], x, y;
  cairo_t *cr = reader->cr;

  switch (command)
    {
    case 'M':
    case 'S':
      if (!read_numbers (reader, n, 2))
        return FALSE;
      cairo_move_to (cr, n[0], n[1]);
      return TRUE;
    case 'L':
      if (!read_numbers (reader, n, 2))
        return FALSE;
      count_length (reader, n[0], n[1]);
      cairo_line_to (cr, n[0], n[1]);
      return TRUE;
    case 'Q':
      if (!read_numbers (reader, n, 4) || !cairo_has_current_point (cr))
        return FALSE;
      cairo_get_current_point (cr, &x, &y);
      count_length (reader, n[0], n[1]);
      reader->length += hypot (n[2] - n[0], n[3] - n[1]);
      cairo_curve_to (cr, (x + 2 * n[0]) / 3, (y + 2 * n[1]) / 3, (n[2] + 2 * n[0]) / 3,
                      (n[3] + 2 * n[1]) / 3, n[2], n[3]);
      return TRUE;
    case 'B':
      if (!read_numbers (reader, n, 6) || !cairo_has_current_point (cr))
        return FALSE;
      count_length (reader, n[0], n[1]);
      reader->length += hypot (n[2] - n[0], n[3] - n[1]) + hypot (n[4] - n[2], n[5] - n[3]);
      cairo_curve_to (cr, n[0], n[1], n[2], n[3], n[4], n[5]);
      return TRUE;
    case 'A':
      if (!read_numbers (reader, n, 7) || !cairo_has_current_point (cr))
        return FALSE;
      add_arc (reader, n);
      return TRUE;
    case 'C':
      cairo_close_path (cr);
      return TRUE;
    default:
      return FALSE;
    }
}

/*< private >
 * pd_ofd_path_add:
 * @data: AbbreviatedData
 * @length: (out) (optional): about how long the lines are, mm
 *
 * Adds a path to the one of @cr.
 *
 * Returns: whether all of @data could be read; the part before is added all the same
 */
gboolean
pd_ofd_path_add (cairo_t *cr, const char *data, double *length)
{
  PathReader reader = { cr, data, 0, 0, 0 };
  gboolean is_read = TRUE;

  cairo_new_sub_path (cr);
  while (is_read)
    {
      while (g_ascii_isspace (*reader.at) || *reader.at == ',')
        reader.at++;
      if (*reader.at == '\0')
        break;
      is_read = add_command (&reader, *reader.at++);
    }
  if (length != NULL)
    *length = reader.length;
  return is_read;
}

static gboolean
add_data (cairo_t *cr, const xmlNode *object, double *length)
{
  const xmlNode *data = pd_xml_child (object, "AbbreviatedData");
  g_autofree char *text = data != NULL ? pd_xml_text (data) : NULL;

  return text != NULL && pd_ofd_path_add (cr, text, length);
}

static void
stroke (PdOfdPainter *self, const PdOfdStyle *style, double length)
{
  PdOfdStyle plain = *style;
  double sum = 0;

  for (guint i = 0; i < plain.n_dashes; i++)
    sum += plain.dashes[i];
  if (plain.n_dashes > 0 && length / sum * plain.n_dashes > MAX_DASHES_DRAWN)
    plain.n_dashes = 0;
  pd_ofd_style_apply_line (&plain, self->cr);
  cairo_stroke (self->cr);
}

/* What leaves its box is cut off there; lines on the edge of real files have half of their width outside. */
static void
clip_to_boundary (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style)
{
  PdOfdBox boundary;
  cairo_matrix_t own, before;
  double over = OVERHANG + style->line_width;

  if (!pd_ofd_attribute_box (object, "Boundary", &boundary) || (boundary.width == 0 && boundary.height == 0))
    return;
  cairo_get_matrix (self->cr, &before);
  if (pd_ofd_matrix (object, &own))
    {
      over = OVERHANG + style->line_width * MAX (hypot (own.xx, own.yx), hypot (own.xy, own.yy));
      cairo_matrix_invert (&own);
      cairo_transform (self->cr, &own);
    }
  cairo_new_path (self->cr);
  cairo_rectangle (self->cr, -over, -over, boundary.width + 2 * over, boundary.height + 2 * over);
  cairo_clip (self->cr);
  cairo_set_matrix (self->cr, &before);
}

/*< private >
 * pd_ofd_painter_draw_path:
 *
 * Draws a PathObject, whose space is set up.
 */
void
pd_ofd_painter_draw_path (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style, guint depth)
{
  double length = 0;

  clip_to_boundary (self, object, style);
  cairo_new_path (self->cr);
  if (!add_data (self->cr, object, &length))
    self->omissions[PD_OFD_OMITTED_OBJECT]++;
  cairo_set_fill_rule (self->cr, pd_ofd_attribute_is (object, "Rule", "Even-Odd") ? CAIRO_FILL_RULE_EVEN_ODD
                                                                                  : CAIRO_FILL_RULE_WINDING);
  if (pd_ofd_is_true (object, "Fill", FALSE) &&
      pd_ofd_painter_set_color (self, style->fill, style, FALSE, depth))
    cairo_fill_preserve (self->cr);
  if (pd_ofd_is_true (object, "Stroke", TRUE) && style->line_width > 0 &&
      pd_ofd_painter_set_color (self, style->stroke, style, TRUE, depth))
    stroke (self, style, length);
  cairo_new_path (self->cr);
}

static void
add_clip_area (PdOfdPainter *self, const xmlNode *area)
{
  cairo_matrix_t before, own;

  cairo_get_matrix (self->cr, &before);
  if (pd_ofd_matrix (area, &own))
    pd_ofd_painter_transform (self, &own);
  for (const xmlNode *node = pd_xml_first (area); node != NULL; node = pd_xml_next (node))
    {
      PdOfdBox boundary = { 0 };
      cairo_matrix_t middle;

      if (!g_str_equal (pd_xml_name (node), "Path"))
        continue;
      cairo_get_matrix (self->cr, &middle);
      pd_ofd_attribute_box (node, "Boundary", &boundary);
      cairo_translate (self->cr, boundary.x, boundary.y);
      if (pd_ofd_matrix (node, &own))
        pd_ofd_painter_transform (self, &own);
      add_data (self->cr, node, NULL);
      cairo_set_matrix (self->cr, &middle);
    }
  cairo_set_matrix (self->cr, &before);
}

/*< private >
 * pd_ofd_painter_clip:
 * @object: an object, whose Clips are taken
 * @is_transformed: whether its matrix is applied already; clips say whether they go with it (TransFlag)
 *
 * Narrows what can be painted: the areas of a clip add up, the clips of an object all hold. Clips that consist of text
 * are told as missing.
 */
void
pd_ofd_painter_clip (PdOfdPainter *self, const xmlNode *object, gboolean is_transformed)
{
  const xmlNode *clips = pd_xml_child (object, "Clips");

  if (clips == NULL || pd_ofd_is_true (clips, "TransFlag", TRUE) != is_transformed)
    return;
  for (const xmlNode *clip = pd_xml_first (clips); clip != NULL; clip = pd_xml_next (clip))
    {
      gboolean has_path = FALSE;

      cairo_new_path (self->cr);
      for (const xmlNode *area = pd_xml_first (clip); area != NULL; area = pd_xml_next (area))
        if (pd_xml_child (area, "Path") != NULL)
          {
            add_clip_area (self, area);
            has_path = TRUE;
          }
      cairo_set_fill_rule (self->cr, CAIRO_FILL_RULE_WINDING);
      if (has_path)
        cairo_clip (self->cr);
      else if (pd_xml_first (clip) != NULL)
        self->omissions[PD_OFD_OMITTED_OBJECT]++;
    }
}
