/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-der.h"

/*< private >
 * pd_ofd_der_read:
 * @data: hostile
 * @value: (out): the first value in @data
 *
 * Returns: whether there is a value that ends within @data
 */
gboolean
pd_ofd_der_read (const guint8 *data, gsize size, PdOfdDer *value)
{
  gsize length, head = 2;

  if (size < 2 || (data[0] & 0x1F) == 0x1F)
    return FALSE;
  length = data[1];
  if (length > 0x80)
    {
      gsize n = length & 0x7F;

      if (n > 4 || size < 2 + n)
        return FALSE;
      length = 0;
      for (gsize i = 0; i < n; i++)
        length = length << 8 | data[2 + i];
      head += n;
    }
  else if (length == 0x80)
    return FALSE;
  if (length > size - head)
    return FALSE;
  *value = (PdOfdDer){ data[0], data, data + head, length };
  return TRUE;
}

gboolean
pd_ofd_der_read_bytes (GBytes *bytes, PdOfdDer *value)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return pd_ofd_der_read (data, size, value);
}

/* Bytes of a value with its head. */
gsize
pd_ofd_der_total (const PdOfdDer *value)
{
  return (gsize) (value->data - value->start) + value->size;
}

/*< private >
 * pd_ofd_der_child:
 *
 * Returns: whether @parent, a sequence or set, has a value of this index
 */
gboolean
pd_ofd_der_child (const PdOfdDer *parent, guint index, PdOfdDer *child)
{
  const guint8 *at = parent->data;
  gsize left = parent->size;

  if ((parent->tag & 0x20) == 0)
    return FALSE;
  for (guint i = 0; pd_ofd_der_read (at, left, child); i++)
    {
      if (i == index)
        return TRUE;
      at += pd_ofd_der_total (child);
      left -= pd_ofd_der_total (child);
    }
  return FALSE;
}

guint
pd_ofd_der_count (const PdOfdDer *parent)
{
  PdOfdDer child;
  guint n = 0;

  while (n < 1000 && pd_ofd_der_child (parent, n, &child))
    n++;
  return n;
}

/*< private >
 * pd_ofd_der_text:
 *
 * Returns: (transfer full): its bytes as text
 */
char *
pd_ofd_der_text (const PdOfdDer *value)
{
  return g_utf8_make_valid ((const char *) value->data, (gssize) value->size);
}

/*< private >
 * pd_ofd_der_oid:
 *
 * Returns: (transfer full) (nullable): "1.2.156…"
 */
char *
pd_ofd_der_oid (const PdOfdDer *value)
{
  GString *text;
  guint64 arc = 0;

  if (value->tag != PD_OFD_DER_OID || value->size == 0 || value->size > 64)
    return NULL;
  text = g_string_new (NULL);
  for (gsize i = 0; i < value->size; i++)
    {
      arc = arc << 7 | (value->data[i] & 0x7F);
      if ((value->data[i] & 0x80) != 0)
        continue;
      if (text->len == 0)
        {
          guint64 first = MIN (arc / 40, 2);

          g_string_append_printf (text, "%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT, first, arc - first * 40);
        }
      else
        g_string_append_printf (text, ".%" G_GUINT64_FORMAT, arc);
      arc = 0;
    }
  return g_string_free (text, FALSE);
}

/*< private >
 * pd_ofd_der_bits:
 *
 * Returns: whether it is a bit string of whole bytes
 */
gboolean
pd_ofd_der_bits (const PdOfdDer *value, const guint8 **data, gsize *size)
{
  if (value->tag != PD_OFD_DER_BIT_STRING || value->size < 1 || value->data[0] != 0)
    return FALSE;
  *data = value->data + 1;
  *size = value->size - 1;
  return TRUE;
}
