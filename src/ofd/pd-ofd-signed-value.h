/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ofd/pd-ofd-certificate.h"

G_BEGIN_DECLS

/* What a SignedValue.dat says, in one form for all that there are: GB/T 38540 (seals of version 4), GM/T 0031 (version
 * 1) and PKCS #7 with Chinese or international numbers. */
typedef struct
{
  GBytes *message; /* (owned): what was signed */
  GBytes *content; /* (owned): what @digest is of: Signature.xml */
  GBytes *digest;  /* (owned) (nullable): in the message; without it the message is the content itself */
  gboolean may_sign_content; /* programs of this form sign the content as often as the message */
  GBytes *signature;         /* (owned) */
  char *method;              /* (owned): of the signature */
  char *digest_method;       /* (owned) */
  GPtrArray *certificates;   /* (owned) of GBytes: one of them is the signer's */
  GPtrArray
      *seal_owners; /* (owned) of GBytes: certificates that may use the seal; empty where there is no seal */
  char *seal_name;  /* (owned) (nullable) */
  char *time;       /* (owned) (nullable): when it was signed, as it stands there */
} PdOfdSignedValue;

PdOfdSignedValue *pd_ofd_signed_value_new (GBytes *bytes, GBytes *signature_file);
void pd_ofd_signed_value_free (PdOfdSignedValue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdOfdSignedValue, pd_ofd_signed_value_free)

G_END_DECLS
