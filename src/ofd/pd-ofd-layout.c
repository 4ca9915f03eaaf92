/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-layout.h"

#include "package/pd-xml.h"

#include <math.h>
#include <string.h>

/* Characters of one text object: the longest real one, a cipher, has 112. */
#define MAX_CHARS 20000
#define MAX_TRANSFORMED (10 * MAX_CHARS)

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

/* Returns: (nullable): what is behind an escaped character: "\\0x0020", and if @takes_short also "\\0020" */
static const char *
read_escape (const char *at, gboolean takes_short, gunichar *character)
{
  gunichar value = 0;

  if (g_str_has_prefix (at, "\\0x"))
    at += 3;
  else if (*at == '\\' && takes_short)
    at++;
  else
    return NULL;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return NULL;
      value = value << 4 | (gunichar) g_ascii_xdigit_value (at[i]);
    }
  if (!g_unichar_validate (value))
    return NULL;
  *character = value;
  return at + 4;
}

static char *
without_escapes (const char *text, gboolean takes_short)
{
  GString *clean = g_string_new (NULL);

  for (const char *at = text; *at != '\0';)
    {
      gunichar character = g_utf8_get_char (at);
      const char *behind = read_escape (at, takes_short, &character);

      at = behind != NULL ? behind : g_utf8_next_char (at);
      if (character >= 0x20)
        g_string_append_unichar (clean, character);
    }
  return g_string_free (clean, FALSE);
}

/* Pretty-printed files have line ends and indents around the text, which were never meant to show. Where GB/T 33190 wants
 * an escape, most programs write a plain character: it is one when the steps from character to character say so. */
static char *
code_text (const xmlNode *code, guint n_steps)
{
  xmlChar *content = xmlNodeGetContent (code);
  g_autofree char *text = g_utf8_make_valid (content != NULL ? (const char *) content : "", -1);
  g_autofree char *plain = NULL, *escaped = NULL;

  xmlFree (content);
  if (strchr (text, '\n') != NULL)
    g_strstrip (text);
  plain = without_escapes (text, FALSE);
  if (n_steps == 0 || strchr (plain, '\\') == NULL || g_utf8_strlen (plain, -1) == (glong) n_steps + 1)
    return g_steal_pointer (&plain);
  escaped = without_escapes (text, TRUE);
  return g_utf8_strlen (escaped, -1) == (glong) n_steps + 1 ? g_steal_pointer (&escaped)
                                                            : g_steal_pointer (&plain);
}

static double
delta_at (const GArray *deltas, guint i, double otherwise)
{
  if (deltas->len == 0)
    return otherwise;
  return g_array_index (deltas, double, MIN (i, deltas->len - 1));
}

/* What transformations make of the characters of one code: glyphs by their numbers, several characters that have one
 * together, and more glyphs than characters. */
typedef struct
{
  GArray *glyphs; /* of PdOfdGlyph, not placed yet */
  GArray *more;   /* of guint32: glyphs that stand for no character of their own */
  GArray *behind; /* of guint: how many of @more come behind each character */
  guint left;     /* how many characters and glyphs transformations may still be about, over and over */
} Code;

/* Bytes of an element's text. "g 20000 5" says in nine bytes what nothing may be made of where there is one character:
 * lists are read as far as the text that they belong to can be long. */
static gsize
text_size (const xmlNode *element)
{
  xmlChar *content = element != NULL ? xmlNodeGetContent (element) : NULL;
  gsize size = content != NULL ? strlen ((const char *) content) : 0;

  xmlFree (content);
  return size;
}

/* A transformation says which glyphs stand for which characters. One that does not count them has as many characters as
 * glyphs. */
static void
transform (Code *code, const xmlNode *node)
{
  const xmlNode *list = pd_xml_child (node, "Glyphs");
  g_autofree char *text = list != NULL ? pd_xml_text (list) : NULL;
  g_autoptr (GArray) ids = pd_ofd_deltas (text, text != NULL ? MIN (strlen (text), MAX_CHARS) : 0);
  double position = 0, n_codes = 1, n_glyphs = 1;
  gboolean is_counted = pd_ofd_number (node, "CodeCount", &n_codes);
  guint start, n;

  is_counted = pd_ofd_number (node, "GlyphCount", &n_glyphs) && is_counted && n_glyphs == ids->len;
  pd_ofd_number (node, "CodePosition", &position);
  if (position < 0 || position >= code->glyphs->len || n_codes < 1 || ids->len == 0)
    return;
  start = (guint) position;
  n = MIN (is_counted ? (guint) MIN (n_codes, MAX_CHARS) : MAX (ids->len, (guint) MIN (n_codes, MAX_CHARS)),
           code->glyphs->len - start);
  if (MAX (n, ids->len) > code->left)
    return;
  code->left -= MAX (n, ids->len);
  for (guint i = 0; i < MAX (n, ids->len); i++)
    {
      double id = i < ids->len ? g_array_index (ids, double, i) : 0;
      guint32 number = id >= 0 && id <= G_MAXUINT16 ? (guint32) id : 0;
      PdOfdGlyph *glyph = &g_array_index (code->glyphs, PdOfdGlyph, start + MIN (i, n - 1));

      if (i >= n && !is_counted)
        break;
      if (i >= n && code->more->len < MAX_CHARS)
        {
          g_array_append_val (code->more, number);
          g_array_index (code->behind, guint, start + n - 1)++;
        }
      else if (i < n)
        {
          glyph->glyph = number;
          glyph->has_glyph = i < ids->len && number == id;
          glyph->is_merged = i >= ids->len;
        }
    }
}

/* How many steps there are from the first to the last: steps belong to glyphs, or, in files that do not count so, to
 * characters. */
static gboolean
steps_are_of_characters (const Code *code, guint n_steps)
{
  guint n_merged = 0;

  for (guint i = 0; i < code->glyphs->len; i++)
    n_merged += g_array_index (code->glyphs, PdOfdGlyph, i).is_merged;
  return n_steps + 1 == code->glyphs->len && n_steps + 1 != code->glyphs->len - n_merged + code->more->len;
}

/* One step of the pen, with which @n characters, from @first, are written. */
static void
move_on (Pen *pen, const GArray *dx, const GArray *dy, guint i, PdOfdGlyph *first, guint n)
{
  double angle = pen->direction * G_PI / 180;
  double step = 0, own = 0, across, down;

  for (guint j = 0; j < n; j++)
    own += first[j].advance = pen->advance (first[j].character, pen->size, pen->data);
  if (dx->len == 0 && dy->len == 0)
    step = own;
  across = delta_at (dx, i, step * cos (angle));
  down = delta_at (dy, i, step * sin (angle));
  for (guint j = 0; j < n; j++)
    {
      first[j].x = pen->x + across * j / n;
      first[j].y = pen->y + down * j / n;
      if (across > 0 && fabs (down) < pen->size / 10)
        first[j].advance = MIN (first[j].advance, MAX (across / n, pen->size / 4));
    }
  pen->x = CLAMP (pen->x + across, -PD_OFD_MAX_NUMBER, PD_OFD_MAX_NUMBER);
  pen->y = CLAMP (pen->y + down, -PD_OFD_MAX_NUMBER, PD_OFD_MAX_NUMBER);
}

/* Places the glyphs of a code one after the other. */
static void
write_code (Pen *pen, const Code *code, const GArray *dx, const GArray *dy)
{
  gboolean of_characters = steps_are_of_characters (code, MAX (dx->len, dy->len));
  guint step = 0, more = 0;

  for (guint i = 0, n; i < code->glyphs->len; i += n)
    {
      PdOfdGlyph *first = &g_array_index (code->glyphs, PdOfdGlyph, i);

      for (n = 1; !of_characters && i + n < code->glyphs->len && first[n].is_merged;)
        n++;
      move_on (pen, dx, dy, step++, first, n);
      g_array_append_vals (pen->glyphs, first, n);
      for (guint left = g_array_index (code->behind, guint, i + n - 1); left > 0; left--)
        {
          PdOfdGlyph glyph = { pen->x, pen->y, .glyph = g_array_index (code->more, guint32, more++) };

          glyph.has_glyph = TRUE;
          if (!of_characters)
            move_on (pen, dx, dy, step++, &glyph, 1);
          g_array_append_val (pen->glyphs, glyph);
        }
    }
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  double first = 0, second = 0;

  pd_ofd_number (*(const xmlNode *const *) a, "CodePosition", &first);
  pd_ofd_number (*(const xmlNode *const *) b, "CodePosition", &second);
  return (first > second) - (first < second);
}

/* No more steps than characters and glyphs, and one to see that there are more. */
static guint
steps_of_use (const xmlNode *code, const GPtrArray *transformations)
{
  gsize size = text_size (code) + 1;

  for (guint i = 0; i < transformations->len; i++)
    size += text_size (pd_xml_child (transformations->pdata[i], "Glyphs"));
  return (guint) MIN (size, MAX_CHARS);
}

static void
add_code (Pen *pen, const xmlNode *node, GPtrArray *transformations)
{
  g_autofree char *dx_text = pd_xml_attribute (node, "DeltaX");
  g_autofree char *dy_text = pd_xml_attribute (node, "DeltaY");
  guint room = steps_of_use (node, transformations);
  g_autoptr (GArray) dx = pd_ofd_deltas (dx_text, room);
  g_autoptr (GArray) dy = pd_ofd_deltas (dy_text, room);
  g_autofree char *text = code_text (node, MAX (dx->len, dy->len));
  Code code = { g_array_new (FALSE, FALSE, sizeof (PdOfdGlyph)), g_array_new (FALSE, FALSE, sizeof (guint32)),
                g_array_new (FALSE, TRUE, sizeof (guint)), MAX_TRANSFORMED };

  pd_ofd_number (node, "X", &pen->x);
  pd_ofd_number (node, "Y", &pen->y);
  for (const char *at = text; *at != '\0' && pen->glyphs->len + code.glyphs->len < MAX_CHARS;
       at = g_utf8_next_char (at))
    {
      PdOfdGlyph glyph = { .character = g_utf8_get_char (at), .starts_code = at == text };

      g_array_append_val (code.glyphs, glyph);
    }
  g_array_set_size (code.behind, code.glyphs->len);
  g_ptr_array_sort (transformations, compare_positions);
  for (guint i = 0; i < transformations->len; i++)
    transform (&code, transformations->pdata[i]);
  write_code (pen, &code, dx, dy);
  g_array_unref (code.glyphs);
  g_array_unref (code.more);
  g_array_unref (code.behind);
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
  g_autoptr (GPtrArray) before = g_ptr_array_new (); /* transformations of the next code */
  g_autoptr (GPtrArray) own = g_ptr_array_new ();    /* and of @code */
  const xmlNode *code = NULL;

  pd_ofd_number (object, "Size", &pen.size);
  pd_ofd_number (object, "ReadDirection", &pen.direction);
  for (const xmlNode *node = pd_xml_first (object); node != NULL; node = pd_xml_next (node))
    if (g_str_equal (pd_xml_name (node), "CGTransform"))
      g_ptr_array_add (before, (gpointer) node);
    else if (g_str_equal (pd_xml_name (node), "TextCode"))
      {
        if (code != NULL)
          add_code (&pen, code, own);
        code = node;
        g_ptr_array_set_size (own, 0);
        g_ptr_array_extend_and_steal (own, g_steal_pointer (&before));
        before = g_ptr_array_new ();
      }
  /* Behind the last code they can only mean that one. */
  g_ptr_array_extend (own, before, NULL, NULL);
  if (code != NULL)
    add_code (&pen, code, own);
  return pen.glyphs;
}
