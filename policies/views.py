
def home(r, exception=None): ...
policy_list=policy_detail=home
bad_request=permission_denied=page_not_found=server_error=home
