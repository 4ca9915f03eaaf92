/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-layout.h"

#include "package/pd-xml.h"

#include <math.h>
#include <string.h>

/* Characters of one text object: the longest real one, a cipher, has 112. */
#define MAX_CHARS 20000

/* Where the pen is, in one text object. */
typedef struct
{
  GArray *glyphs;
  double size;
  double x, y;
  double direction; /* of reading, degrees clockwise */
  PdOfdAdvanceFunc advance;
  gpointer data;
} Pen;

/*< private >
 * pd_ofd_estimated_advance:
 *
 * Returns: what fonts for Chinese give to a character
 */
double
pd_ofd_estimated_advance (gunichar character, double size, gpointer unused)
{
  return g_unichar_iswide (character) ? size : size / 2;
}

/* Pretty-printed files have line ends and indents around the text, which were never meant to show. */
static char *
code_text (const xmlNode *code)
{
  xmlChar *content = xmlNodeGetContent (code);
  g_autofree char *text = g_utf8_make_valid (content != NULL ? (const char *) content : "", -1);
  GString *clean = g_string_new (NULL);

  xmlFree (content);
  if (strchr (text, '\n') != NULL)
    g_strstrip (text);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_utf8_get_char (at) >= 0x20)
      g_string_append_unichar (clean, g_utf8_get_char (at));
  return g_string_free (clean, FALSE);
}

static double
delta_at (const GArray *deltas, guint i, double otherwise)
{
  if (deltas->len == 0)
    return otherwise;
  return g_array_index (deltas, double, MIN (i, deltas->len - 1));
}

static void
move_on (Pen *pen, const GArray *dx, const GArray *dy, guint i, PdOfdGlyph *glyph)
{
  double angle = pen->direction * G_PI / 180;
  double step = 0, across, down;

  glyph->advance = pen->advance (glyph->character, pen->size, pen->data);
  if (dx->len == 0 && dy->len == 0)
    step = glyph->advance;
  across = delta_at (dx, i, step * cos (angle));
  down = delta_at (dy, i, step * sin (angle));
  pen->x = CLAMP (pen->x + across, -PD_OFD_MAX_NUMBER, PD_OFD_MAX_NUMBER);
  pen->y = CLAMP (pen->y + down, -PD_OFD_MAX_NUMBER, PD_OFD_MAX_NUMBER);
  if (across > 0 && fabs (down) < pen->size / 10)
    glyph->advance = MIN (glyph->advance, MAX (across, pen->size / 4));
}

static void
add_code (Pen *pen, const xmlNode *code)
{
  g_autofree char *text = code_text (code);
  g_autofree char *dx_text = pd_xml_attribute (code, "DeltaX");
  g_autofree char *dy_text = pd_xml_attribute (code, "DeltaY");
  g_autoptr (GArray) dx = pd_ofd_deltas (dx_text, MAX_CHARS);
  g_autoptr (GArray) dy = pd_ofd_deltas (dy_text, MAX_CHARS);
  guint i = 0;

  pd_ofd_number (code, "X", &pen->x);
  pd_ofd_number (code, "Y", &pen->y);
  for (const char *at = text; *at != '\0' && pen->glyphs->len < MAX_CHARS; at = g_utf8_next_char (at), i++)
    {
      PdOfdGlyph glyph = { pen->x, pen->y, 0, g_utf8_get_char (at), 0, FALSE, i == 0 };

      move_on (pen, dx, dy, i, &glyph);
      g_array_append_val (pen->glyphs, glyph);
    }
}

/* A transformation says which glyphs stand for which characters of the code behind it, counted from @first. */
static void
transform (Pen *pen, const xmlNode *node, guint first)
{
  const xmlNode *list = pd_xml_child (node, "Glyphs");
  g_autofree char *text = list != NULL ? pd_xml_text (list) : NULL;
  g_autoptr (GArray) ids = pd_ofd_deltas (text, MAX_CHARS);
  double position = 0, n_codes = 1;
  guint start;

  pd_ofd_number (node, "CodePosition", &position);
  pd_ofd_number (node, "CodeCount", &n_codes);
  if (position < 0 || position > MAX_CHARS || n_codes < 1)
    return;
  start = first + (guint) position;
  for (guint i = 0; i < ids->len && start < pen->glyphs->len; i++)
    {
      double id = g_array_index (ids, double, i);
      PdOfdGlyph *glyph = &g_array_index (pen->glyphs, PdOfdGlyph, MIN (start + i, pen->glyphs->len - 1));

      if (id < 0 || id > G_MAXUINT16 || start + i >= pen->glyphs->len)
        break;
      glyph->glyph = (guint32) id;
      glyph->has_glyph = TRUE;
    }
  /* More characters than glyphs make a ligature: the others show nothing. */
  for (guint i = ids->len; ids->len > 0 && i < n_codes && start + i < pen->glyphs->len; i++)
    {
      PdOfdGlyph *glyph = &g_array_index (pen->glyphs, PdOfdGlyph, start + i);

      glyph->glyph = 0;
      glyph->has_glyph = TRUE;
    }
}

/*< private >
 * pd_ofd_layout_text:
 * @object: a TextObject
 * @advance: how far a character moves the pen where the object does not say
 * @data: for @advance
 *
 * Places the characters of a text object: "DeltaX" and "DeltaY" step from one to the next and the last step repeats, as
 * real files rely on; without steps the font moves on.
 *
 * Returns: (transfer full): of #PdOfdGlyph
 */
GArray *
pd_ofd_layout_text (const xmlNode *object, PdOfdAdvanceFunc advance, gpointer data)
{
  Pen pen = { g_array_new (FALSE, FALSE, sizeof (PdOfdGlyph)), 0, 0, 0, 0, advance, data };
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();
  guint first = 0;

  pd_ofd_number (object, "Size", &pen.size);
  pd_ofd_number (object, "ReadDirection", &pen.direction);
  for (const xmlNode *node = pd_xml_first (object); node != NULL; node = pd_xml_next (node))
    if (g_str_equal (pd_xml_name (node), "CGTransform"))
      g_ptr_array_add (waiting, (gpointer) node);
    else if (g_str_equal (pd_xml_name (node), "TextCode"))
      {
        first = pen.glyphs->len;
        add_code (&pen, node);
        for (guint i = 0; i < waiting->len; i++)
          transform (&pen, waiting->pdata[i], first);
        g_ptr_array_set_size (waiting, 0);
      }
  /* Behind the last code they can only mean that one. */
  for (guint i = 0; i < waiting->len; i++)
    transform (&pen, waiting->pdata[i], first);
  return pen.glyphs;
}
