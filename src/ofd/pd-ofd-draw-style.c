/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-draw-private.h"

#include <math.h>

/* The width of a line where nothing says one: a point and its tenth, 0.353 mm (GB/T 33190). */
#define LINE_WIDTH 0.353
#define MITER_LIMIT 3.528
/* Draw parameters that are built on one another. */
#define MAX_RELATIVES 8

void
pd_ofd_style_init (PdOfdStyle *style)
{
  *style = (PdOfdStyle){
    .line_width = LINE_WIDTH,
    .miter_limit = MITER_LIMIT,
    .join = CAIRO_LINE_JOIN_MITER,
    .cap = CAIRO_LINE_CAP_BUTT,
    .alpha = 1,
  };
}

static void
take_dashes (PdOfdStyle *style, const xmlNode *element)
{
  g_autofree char *pattern = pd_xml_attribute (element, "DashPattern");
  double sum = 0;

  if (pattern == NULL)
    return;
  style->n_dashes = pd_ofd_numbers (pattern, style->dashes, PD_OFD_MAX_DASHES);
  for (guint i = 0; i < style->n_dashes; i++)
    {
      sum += style->dashes[i];
      if (style->dashes[i] < 0)
        sum = -INFINITY;
    }
  if (!(sum >= 0.02))
    style->n_dashes = 0;
}

static void
take_own (PdOfdStyle *style, const xmlNode *element)
{
  g_autofree char *join = pd_xml_attribute (element, "Join");
  g_autofree char *cap = pd_xml_attribute (element, "Cap");
  const xmlNode *fill = pd_xml_child (element, "FillColor");
  const xmlNode *stroke = pd_xml_child (element, "StrokeColor");

  pd_ofd_number (element, "LineWidth", &style->line_width);
  style->line_width = CLAMP (style->line_width, 0, 1000);
  if (pd_ofd_number (element, "MiterLimit", &style->miter_limit))
    style->miter_limit = CLAMP (style->miter_limit, 1, 1000);
  pd_ofd_number (element, "DashOffset", &style->dash_offset);
  take_dashes (style, element);
  if (join != NULL)
    style->join = g_ascii_strcasecmp (join, "Round") == 0   ? CAIRO_LINE_JOIN_ROUND
                  : g_ascii_strcasecmp (join, "Bevel") == 0 ? CAIRO_LINE_JOIN_BEVEL
                                                            : CAIRO_LINE_JOIN_MITER;
  if (cap != NULL)
    style->cap = g_ascii_strcasecmp (cap, "Round") == 0    ? CAIRO_LINE_CAP_ROUND
                 : g_ascii_strcasecmp (cap, "Square") == 0 ? CAIRO_LINE_CAP_SQUARE
                                                           : CAIRO_LINE_CAP_BUTT;
  if (fill != NULL)
    style->fill = fill;
  if (stroke != NULL)
    style->stroke = stroke;
}

/* The one that it is built on comes first. */
static void
take_parameter (PdOfdPainter *self, PdOfdStyle *style, const char *id, guint depth)
{
  PdOfdResource *parameter = pd_ofd_content_find (self->content, "DrawParam", id);
  g_autofree char *relative = NULL;

  if (parameter == NULL || depth > MAX_RELATIVES)
    return;
  relative = pd_xml_attribute (parameter->node, "Relative");
  take_parameter (self, style, relative, depth + 1);
  take_own (style, parameter->node);
}

/*< private >
 * pd_ofd_style_take:
 * @element: a layer or an object
 *
 * Takes over the draw parameter that @element names, and then what it says itself.
 */
void
pd_ofd_style_take (PdOfdPainter *self, PdOfdStyle *style, const xmlNode *element)
{
  g_autofree char *parameter = pd_xml_attribute (element, "DrawParam");
  double alpha;

  take_parameter (self, style, parameter, 0);
  take_own (style, element);
  if (pd_ofd_number (element, "Alpha", &alpha))
    style->alpha *= CLAMP (alpha, 0, 255) / 255;
}

void
pd_ofd_style_apply_line (const PdOfdStyle *style, cairo_t *cr)
{
  cairo_set_line_width (cr, style->line_width);
  cairo_set_miter_limit (cr, style->miter_limit);
  cairo_set_line_join (cr, style->join);
  cairo_set_line_cap (cr, style->cap);
  cairo_set_dash (cr, style->dashes, (int) style->n_dashes, style->dash_offset);
}

static const struct
{
  const char *name;
  cairo_operator_t operator;
} blends[] = {
  { "Multiply", CAIRO_OPERATOR_MULTIPLY },         { "Screen", CAIRO_OPERATOR_SCREEN },
  { "Overlay", CAIRO_OPERATOR_OVERLAY },           { "Darken", CAIRO_OPERATOR_DARKEN },
  { "Lighten", CAIRO_OPERATOR_LIGHTEN },           { "ColorDodge", CAIRO_OPERATOR_COLOR_DODGE },
  { "ColorBurn", CAIRO_OPERATOR_COLOR_BURN },      { "HardLight", CAIRO_OPERATOR_HARD_LIGHT },
  { "SoftLight", CAIRO_OPERATOR_SOFT_LIGHT },      { "Difference", CAIRO_OPERATOR_DIFFERENCE },
  { "Exclusion", CAIRO_OPERATOR_EXCLUSION },       { "Hue", CAIRO_OPERATOR_HSL_HUE },
  { "Saturation", CAIRO_OPERATOR_HSL_SATURATION }, { "Color", CAIRO_OPERATOR_HSL_COLOR },
  { "Luminosity", CAIRO_OPERATOR_HSL_LUMINOSITY },
};

/*< private >
 * pd_ofd_blend_operator:
 *
 * Returns: how @object mixes with what is under it
 */
cairo_operator_t
pd_ofd_blend_operator (const xmlNode *object)
{
  g_autofree char *name = pd_xml_attribute (object, "BlendMode");

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (blends); i++)
    if (g_str_equal (blends[i].name, name))
      return blends[i].operator;
  return CAIRO_OPERATOR_OVER;
}
