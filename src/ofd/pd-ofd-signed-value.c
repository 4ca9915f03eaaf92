/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-signed-value.h"

#include "ofd/pd-ofd-der.h"

#include <string.h>

#define CONTEXT_0 0xA0
#define UTC_TIME 0x17
#define GENERALIZED_TIME 0x18
#define MAX_CERTIFICATES 50

static const char sm3_method[] = "1.2.156.10197.1.401";
static const char message_digest_attribute[] = "1.2.840.113549.1.9.4";

static GBytes *
inside (const PdOfdDer *value)
{
  return g_bytes_new (value->data, value->size);
}

static GBytes *
whole (const PdOfdDer *value)
{
  return g_bytes_new (value->start, pd_ofd_der_total (value));
}

static GBytes *
bits (const PdOfdDer *value)
{
  const guint8 *data;
  gsize size;

  return pd_ofd_der_bits (value, &data, &size) ? g_bytes_new (data, size) : NULL;
}

/* Programs of version 1 write what they like where the bits are to be counted that do not count. */
static GBytes *
old_bits (const PdOfdDer *value)
{
  return value->tag == PD_OFD_DER_BIT_STRING && value->size >= 1
             ? g_bytes_new (value->data + 1, value->size - 1)
             : NULL;
}

/* Who may use a seal: in its properties, as certificates, in version 4 behind a number that says so. */
static void
take_seal (PdOfdSignedValue *self, const PdOfdDer *seal)
{
  PdOfdDer info, properties, name, list, entry;

  if (!pd_ofd_der_child (seal, 0, &info) || !pd_ofd_der_child (&info, 2, &properties))
    return;
  if (pd_ofd_der_child (&properties, 1, &name))
    self->seal_name = pd_ofd_der_text (&name);
  if (!pd_ofd_der_child (&properties, 2, &list))
    return;
  if (list.tag == PD_OFD_DER_INTEGER && !pd_ofd_der_child (&properties, 3, &list))
    return;
  for (guint i = 0; i < MAX_CERTIFICATES && pd_ofd_der_child (&list, i, &entry); i++)
    if (entry.tag == PD_OFD_DER_OCTET_STRING)
      g_ptr_array_add (self->seal_owners, inside (&entry));
}

static char *
time_text (const PdOfdDer *value)
{
  if (value->tag == GENERALIZED_TIME)
    return pd_ofd_der_text (value);
  /* two digits of the year */
  if (value->tag == UTC_TIME)
    {
      g_autofree char *text = pd_ofd_der_text (value);

      return g_strconcat (*text < '5' ? "20" : "19", text, NULL);
    }
  return NULL;
}

/* GB/T 38540: what was signed, certificate, method, signature. GM/T 0031: what was signed, with certificate and method at
 * its end, and the signature. */
static gboolean
take_seal_signature (PdOfdSignedValue *self, const PdOfdDer *root)
{
  PdOfdDer to_sign, seal, time, hash, certificate, method, signature;
  gboolean is_new = pd_ofd_der_count (root) >= 4;

  if (!pd_ofd_der_child (root, 0, &to_sign) || !pd_ofd_der_child (&to_sign, 1, &seal) ||
      !pd_ofd_der_child (&to_sign, 2, &time) || !pd_ofd_der_child (&to_sign, 3, &hash) ||
      !pd_ofd_der_child (is_new ? root : &to_sign, is_new ? 1 : 5, &certificate) ||
      !pd_ofd_der_child (is_new ? root : &to_sign, is_new ? 2 : 6, &method) ||
      !pd_ofd_der_child (root, is_new ? 3 : 1, &signature) || to_sign.tag != PD_OFD_DER_SEQUENCE ||
      seal.tag != PD_OFD_DER_SEQUENCE || certificate.tag != PD_OFD_DER_OCTET_STRING)
    return FALSE;
  self->message = whole (&to_sign);
  self->may_sign_content = !is_new;
  self->digest = hash.tag == PD_OFD_DER_OCTET_STRING ? inside (&hash)
                 : is_new                            ? bits (&hash)
                                                     : old_bits (&hash);
  self->signature = signature.tag == PD_OFD_DER_OCTET_STRING ? inside (&signature)
                    : is_new                                 ? bits (&signature)
                                                             : old_bits (&signature);
  self->method = pd_ofd_der_oid (&method);
  self->digest_method = g_strdup (self->method);
  self->time = time_text (&time);
  g_ptr_array_add (self->certificates, inside (&certificate));
  take_seal (self, &seal);
  return self->digest != NULL && self->signature != NULL && self->method != NULL;
}

/* The attributes are signed as a set, though they are written with another tag. */
static gboolean
take_attributes (PdOfdSignedValue *self, const PdOfdDer *attributes)
{
  PdOfdDer attribute, type, values, value;
  g_autoptr (GByteArray) message = g_byte_array_new ();

  g_byte_array_append (message, attributes->start, (guint) pd_ofd_der_total (attributes));
  message->data[0] = PD_OFD_DER_SET;
  self->message = g_byte_array_free_to_bytes (g_steal_pointer (&message));
  for (guint i = 0; i < MAX_CERTIFICATES && pd_ofd_der_child (attributes, i, &attribute); i++)
    {
      g_autofree char *oid = NULL;

      if (!pd_ofd_der_child (&attribute, 0, &type) || !pd_ofd_der_child (&attribute, 1, &values) ||
          !pd_ofd_der_child (&values, 0, &value))
        continue;
      oid = pd_ofd_der_oid (&type);
      if (g_strcmp0 (oid, message_digest_attribute) == 0)
        self->digest = inside (&value);
    }
  return self->digest != NULL;
}

static gboolean
take_signer (PdOfdSignedValue *self, const PdOfdDer *signer)
{
  PdOfdDer algorithm, oid, next, signature;
  guint i = 3;

  if (!pd_ofd_der_child (signer, 2, &algorithm) || !pd_ofd_der_child (&algorithm, 0, &oid))
    return FALSE;
  self->digest_method = pd_ofd_der_oid (&oid);
  if (!pd_ofd_der_child (signer, i, &next))
    return FALSE;
  if (next.tag == CONTEXT_0)
    {
      if (!take_attributes (self, &next))
        return FALSE;
      i++;
    }
  else
    self->message = g_bytes_ref (self->content);
  if (!pd_ofd_der_child (signer, i, &algorithm) || !pd_ofd_der_child (&algorithm, 0, &oid) ||
      !pd_ofd_der_child (signer, i + 1, &signature) || signature.tag != PD_OFD_DER_OCTET_STRING)
    return FALSE;
  self->method = pd_ofd_der_oid (&oid);
  self->signature = inside (&signature);
  return self->method != NULL && self->digest_method != NULL;
}

/* What is in the signature itself has to be Signature.xml or its digest, else something else was signed. */
static gboolean
take_content (PdOfdSignedValue *self, const PdOfdDer *content)
{
  PdOfdDer wrapped, data;
  guint8 digest[PD_OFD_MAX_DIGEST];
  gsize size = 0;
  const guint8 *file = g_bytes_get_data (self->content, &size);

  if (!pd_ofd_der_child (content, 1, &wrapped) || !pd_ofd_der_child (&wrapped, 0, &data) ||
      (data.size == size && memcmp (data.data, file, size) == 0))
    return TRUE;
  if (data.size != pd_ofd_digest (sm3_method, file, size, digest) ||
      memcmp (data.data, digest, data.size) != 0)
    return FALSE;
  g_bytes_unref (self->content);
  self->content = inside (&data);
  return TRUE;
}

/* GM/T 0010 and PKCS #7: version, digests, content, certificates, signers. */
static gboolean
take_pkcs7 (PdOfdSignedValue *self, const PdOfdDer *root)
{
  PdOfdDer wrapped, data, content, part, certificate, signer;
  gboolean has_signer = FALSE;

  if (!pd_ofd_der_child (root, 1, &wrapped) || !pd_ofd_der_child (&wrapped, 0, &data) ||
      !pd_ofd_der_child (&data, 2, &content) || !take_content (self, &content))
    return FALSE;
  for (guint i = 3; pd_ofd_der_child (&data, i, &part); i++)
    if (part.tag == CONTEXT_0)
      for (guint j = 0; j < MAX_CERTIFICATES && pd_ofd_der_child (&part, j, &certificate); j++)
        g_ptr_array_add (self->certificates, whole (&certificate));
    else if (part.tag == PD_OFD_DER_SET && !has_signer)
      has_signer = pd_ofd_der_child (&part, 0, &signer) && take_signer (self, &signer);
  return has_signer && self->certificates->len > 0;
}

static void
free_bytes (gpointer bytes)
{
  g_bytes_unref (bytes);
}

/*< private >
 * pd_ofd_signed_value_new:
 * @bytes: a SignedValue.dat; hostile
 * @signature_file: the Signature.xml that it belongs to
 *
 * Returns: (transfer full) (nullable): what it says; %NULL when it is of no known form
 */
PdOfdSignedValue *
pd_ofd_signed_value_new (GBytes *bytes, GBytes *signature_file)
{
  g_autoptr (PdOfdSignedValue) self = g_new0 (PdOfdSignedValue, 1);
  PdOfdDer root, first;
  gboolean is_read;

  self->content = g_bytes_ref (signature_file);
  self->certificates = g_ptr_array_new_with_free_func (free_bytes);
  self->seal_owners = g_ptr_array_new_with_free_func (free_bytes);
  if (!pd_ofd_der_read_bytes (bytes, &root) || root.tag != PD_OFD_DER_SEQUENCE ||
      pd_ofd_der_total (&root) != g_bytes_get_size (bytes) || !pd_ofd_der_child (&root, 0, &first))
    return NULL;
  is_read = first.tag == PD_OFD_DER_OID ? take_pkcs7 (self, &root) : take_seal_signature (self, &root);
  return is_read ? g_steal_pointer (&self) : NULL;
}

void
pd_ofd_signed_value_free (PdOfdSignedValue *self)
{
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_clear_pointer (&self->digest, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_ptr_array_unref (self->certificates);
  g_ptr_array_unref (self->seal_owners);
  g_free (self->method);
  g_free (self->digest_method);
  g_free (self->seal_name);
  g_free (self->time);
  g_free (self);
}
