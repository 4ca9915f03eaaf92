/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-value.h"

#include "package/pd-xml.h"

#include <math.h>

static gboolean
is_gap (char c)
{
  return g_ascii_isspace (c) || c == ',';
}

/* One number from @at on; *@at moves behind it. */
static gboolean
next_number (const char **at, double *number)
{
  char *end = NULL;

  while (is_gap (**at))
    (*at)++;
  *number = g_ascii_strtod (*at, &end);
  if (end == *at || !isfinite (*number) || fabs (*number) > PD_OFD_MAX_NUMBER)
    return FALSE;
  *at = end;
  return TRUE;
}

/*< private >
 * pd_ofd_numbers:
 * @text: (nullable): numbers with spaces between them
 * @numbers: (out): as many as there are, at most @max
 *
 * Returns: how many were read before the end or the first that is none
 */
guint
pd_ofd_numbers (const char *text, double *numbers, guint max)
{
  guint n = 0;

  while (text != NULL && n < max && next_number (&text, &numbers[n]))
    n++;
  return n;
}

/*< private >
 * pd_ofd_number:
 *
 * Returns: whether the attribute is there and a number
 */
gboolean
pd_ofd_number (const xmlNode *element, const char *name, double *number)
{
  g_autofree char *text = pd_xml_attribute (element, name);
  double found;

  if (pd_ofd_numbers (text, &found, 1) != 1)
    return FALSE;
  *number = found;
  return TRUE;
}

/*< private >
 * pd_ofd_box:
 *
 * Returns: whether @text is a box: left, top, width and height
 */
gboolean
pd_ofd_box (const char *text, PdOfdBox *box)
{
  double numbers[4];

  if (pd_ofd_numbers (text, numbers, 4) != 4 || numbers[2] < 0 || numbers[3] < 0)
    return FALSE;
  *box = (PdOfdBox){ numbers[0], numbers[1], numbers[2], numbers[3] };
  return TRUE;
}

gboolean
pd_ofd_attribute_box (const xmlNode *element, const char *name, PdOfdBox *box)
{
  g_autofree char *text = pd_xml_attribute (element, name);

  return pd_ofd_box (text, box);
}

/*< private >
 * pd_ofd_matrix:
 *
 * Returns: whether the element has a transformation of its own that can be undone; @matrix is the identity otherwise
 */
gboolean
pd_ofd_matrix (const xmlNode *element, cairo_matrix_t *matrix)
{
  g_autofree char *text = pd_xml_attribute (element, "CTM");
  double n[6];
  cairo_matrix_t inverse;

  cairo_matrix_init_identity (matrix);
  if (pd_ofd_numbers (text, n, 6) != 6)
    return FALSE;
  cairo_matrix_init (&inverse, n[0], n[1], n[2], n[3], n[4], n[5]);
  if (cairo_matrix_invert (&inverse) != CAIRO_STATUS_SUCCESS)
    return FALSE;
  cairo_matrix_init (matrix, n[0], n[1], n[2], n[3], n[4], n[5]);
  return TRUE;
}

/*< private >
 * pd_ofd_is_flat:
 *
 * Returns: whether the element's transformation leaves only a line of it, of which nothing is seen. One of noughts is what
 *   programs write that have none.
 */
gboolean
pd_ofd_is_flat (const xmlNode *element)
{
  g_autofree char *text = pd_xml_attribute (element, "CTM");
  double n[6];
  cairo_matrix_t matrix;

  return pd_ofd_numbers (text, n, 6) == 6 && (n[0] != 0 || n[1] != 0 || n[2] != 0 || n[3] != 0) &&
         !pd_ofd_matrix (element, &matrix);
}

/*< private >
 * pd_ofd_deltas:
 * @text: (nullable): steps from one character to the next; "g 3 1.5" is three times 1.5
 * @max: the most that can be of use
 *
 * Returns: (transfer full): of doubles
 */
GArray *
pd_ofd_deltas (const char *text, guint max)
{
  GArray *deltas = g_array_new (FALSE, FALSE, sizeof (double));

  while (text != NULL && deltas->len < max)
    {
      double count = 1, delta = 0;

      while (is_gap (*text))
        text++;
      if (*text == 'g' || *text == 'G')
        {
          text++;
          if (!next_number (&text, &count))
            break;
        }
      if (!next_number (&text, &delta))
        break;
      for (; count >= 1 && deltas->len < max; count--)
        g_array_append_val (deltas, delta);
    }
  return deltas;
}

gboolean
pd_ofd_is_true (const xmlNode *element, const char *name, gboolean otherwise)
{
  g_autofree char *text = pd_xml_attribute (element, name);

  if (text == NULL || *text == '\0')
    return otherwise;
  return g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1");
}

gboolean
pd_ofd_attribute_is (const xmlNode *element, const char *name, const char *value)
{
  g_autofree char *text = pd_xml_attribute (element, name);

  return text != NULL && g_ascii_strcasecmp (text, value) == 0;
}
